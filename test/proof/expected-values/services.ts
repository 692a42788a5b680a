import { isAnswered, type HttpRequest } from "../../simulation/events.js";
import { figures } from "../../simulation/figures.js";
import {
  increase,
  mean,
  pick,
  quantiles,
  rate,
  requestLabels,
  drawnShare,
  share,
} from "../../simulation/expected-values.js";
import { requestBuckets } from "../../simulation/source.js";
import {
  isSelectedRequest,
  isSelectedFromAnyZone,
  exactly,
  type Evaluation,
  type Expectation,
  type Expectations,
} from "../evaluation.js";

type Label = keyof typeof requestLabels;

const about = (moment: Evaluation) => ({
  events: moment.simulation.requests,
  where: isSelectedRequest(moment),
  at: moment.at,
  window: moment.window,
});

const requestsBy =
  (...by: Label[]): Expectation =>
  (moment) =>
    exactly(rate({ ...about(moment), by: pick(requestLabels, ...by) }));

const errorsBy =
  (...by: Label[]): Expectation =>
  (moment) =>
    exactly(drawnShare({ ...about(moment), by: pick(requestLabels, ...by), part: ({ code }) => code.startsWith("5") }));

/** The duration of an upgraded connection (101), a download or a stream is no response time. */
const answered =
  (moment: Evaluation, where = isSelectedRequest(moment)) =>
  (request: HttpRequest) =>
    where(request) && isAnswered(request) && request.code !== "101" && request.duration <= 30;

const quantileBy =
  (quantile: number, ...by: Label[]): Expectation =>
  (moment) => ({
    bounds: quantiles({
      ...about(moment),
      where: answered(moment),
      by: pick(requestLabels, ...by),
      quantile,
      amount: ({ duration }) => duration,
      buckets: requestBuckets,
    }),
  });

/** The same moment with the whole range as the window. */
const overRange = (moment: Evaluation): Evaluation => ({ ...moment, window: moment.range });

/** The question of a share of answers in time. A server error isn't in time. */
const inTime = (moment: Evaluation, seconds: number, ...by: Label[]) => ({
  ...about(moment),
  where: answered(moment),
  by: pick(requestLabels, ...by),
  part: ({ duration, code }: HttpRequest) => duration <= seconds && !code.startsWith("5"),
});

/** The mean number of requests in flight over the last minute: the seconds of the ended ones inside it, by 60. */
const inFlight: Expectation = (moment) => {
  const spent = increase({
    ...about(moment),
    where: (request) => isSelectedRequest(moment)(request) && isAnswered(request),
    by: pick(requestLabels, "service"),
    amount: ({ time, duration }) => Math.min(duration, time - (moment.at - 60)),
    window: 60,
  });
  return exactly(new Map([...spent].map(([key, seconds]) => [key, seconds / 60])));
};

const bucketRates: Expectation = (moment) =>
  exactly(
    figures(
      [...requestBuckets, Infinity].map((bound) => {
        const fast = (request: HttpRequest) => answered(moment)(request) && request.duration <= bound;
        const [perSecond = 0] = rate({ ...about(moment), where: fast, groups: "ever" }).values();
        return [{ le: bound === Infinity ? "+Inf" : String(bound) }, perSecond] as const;
      }),
    ),
  );

const traffic: Expectation = (moment) => {
  const by = pick(requestLabels, "destination_service");
  const ways = [
    { direction: "in", amount: ({ bytesIn }: HttpRequest) => bytesIn },
    { direction: "out", amount: ({ bytesOut }: HttpRequest) => bytesOut },
  ];
  return exactly(
    new Map(
      ways.flatMap(({ direction, amount }) => [
        ...rate({ ...about(moment), by: { ...by, direction: () => direction }, amount }),
      ]),
    ),
  );
};

export const services: Expectations = {
  "request-rate-now/A": requestsBy(),
  "error-share-now/A": errorsBy(),
  "response-time-now/A": quantileBy(0.95),
  "requests-by-service/A": requestsBy("service"),
  "response-time/A": quantileBy(0.5),
  "response-time/B": quantileBy(0.95),
  "response-time/C": quantileBy(0.99),
  "errors-by-service/A": errorsBy("service"),
  "response-time-spread/A": bucketRates,
  "in-time-now/A": (moment) => exactly(drawnShare(inTime(moment, 0.3))),
  "service-table/A": (moment) => exactly(increase({ ...about(overRange(moment)), by: pick(requestLabels, "service") })),
  "service-table/B": (moment) =>
    exactly(
      share({
        ...about(overRange(moment)),
        by: pick(requestLabels, "service"),
        part: ({ code }) => code.startsWith("5"),
        fewest: 10,
      }),
    ),
  "service-table/C": (moment) => exactly(share({ ...inTime(overRange(moment), 0.3, "service"), fewest: 10 })),
  "service-table/D": (moment) => exactly(share({ ...inTime(overRange(moment), 1.2, "service"), fewest: 10 })),
  "service-table/E": (moment) => quantileBy(0.95, "service")(overRange(moment)),
  "service-table/F": (moment) =>
    exactly(
      mean({
        ...about(overRange(moment)),
        where: answered(moment),
        by: pick(requestLabels, "service"),
        amount: ({ duration }) => duration,
      }),
    ),
  "service-table/G": inFlight,
  "requests-by-status/A": (moment) =>
    exactly(rate({ ...about(moment), by: { class: ({ code }) => `${code.slice(0, 1)}xx` } })),
  "requests-by-method/A": requestsBy("method"),
  "response-time-by-service/A": quantileBy(0.95, "service"),
  "backend-against-total/A": (moment) =>
    exactly(
      mean({
        ...about(moment),
        where: answered(moment, isSelectedFromAnyZone(moment)),
        by: pick(requestLabels, "backend"),
        amount: ({ duration }) => duration,
      }),
    ),
  "backend-against-total/B": (moment) =>
    exactly(
      mean({
        ...about(moment),
        where: answered(moment, isSelectedFromAnyZone(moment)),
        by: pick(requestLabels, "backend"),
        amount: ({ backendDuration }) => backendDuration,
      }),
    ),
  "backend-errors/A": (moment) =>
    exactly(
      drawnShare({
        ...about(moment),
        where: (request) => isSelectedFromAnyZone(moment)(request) && isAnswered(request),
        by: pick(requestLabels, "backend"),
        part: ({ code }) => code.startsWith("5"),
      }),
    ),
  "connections-by-service/A": inFlight,
  "long-answers/A": (moment) =>
    exactly(
      rate({
        ...about(moment),
        where: (request) => isSelectedRequest(moment)(request) && (request.code === "101" || request.duration > 30),
        by: pick(requestLabels, "service"),
      }),
    ),
  "bytes-by-service/A": traffic,
};
