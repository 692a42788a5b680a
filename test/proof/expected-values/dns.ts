import type { DnsQuery } from "../../simulation/events.js";
import {
  gaugeAt,
  increase,
  lowestMean,
  mean,
  pick,
  quantiles,
  queryLabels,
  rate,
  drawnShare,
  share,
} from "../../simulation/expected-values.js";
import { queryBuckets } from "../../simulation/source.js";
import { exactly, type Evaluation, type Expectation, type Expectations } from "../evaluation.js";

const about = (moment: Evaluation) => ({
  events: moment.simulation.queries,
  where: ({ zone }: DnsQuery) => moment.selected.zone(zone),
  at: moment.at,
  window: moment.window,
});

/** The same moment with the whole range as the window. */
const overRange = (moment: Evaluation): Evaluation => ({ ...moment, window: moment.range });

/** Queries of the selected zones and clients. */
const fromClients =
  ({ selected }: Evaluation) =>
  ({ zone, client }: DnsQuery) =>
    selected.zone(zone) && selected.client(client);

const unblocked = (moment: Evaluation) => (query: DnsQuery) =>
  moment.selected.zone(query.zone) && query.answeredBy !== "filter";

/** Metrics of resolvers carry no zone. */
const sentOn = ({ answeredBy }: DnsQuery) => answeredBy === "upstream";

const quantile =
  (of: number): Expectation =>
  (moment) => ({
    bounds: quantiles({
      ...about(moment),
      where: unblocked(moment),
      quantile: of,
      amount: ({ duration }) => duration,
      buckets: queryBuckets,
    }),
  });

const resolverFailures = (moment: Evaluation) => ({
  ...about(moment),
  where: sentOn,
  by: pick(queryLabels, "upstream"),
  part: ({ status }: DnsQuery) => status !== "ok",
});

const failuresByResolver: Expectation = (moment) => exactly(drawnShare(resolverFailures(moment)));

const resolverRates: Expectation = (moment) =>
  exactly(rate({ ...about(moment), where: sentOn, by: pick(queryLabels, "upstream") }));

const blockedShare: Expectation = (moment) =>
  exactly(
    drawnShare({
      ...about(moment),
      where: (query) => fromClients(moment)(query) && moment.selected.domain(query.domain),
      part: ({ blocked }) => blocked,
    }),
  );

export const dns: Expectations = {
  "resolution-time-now/A": quantile(0.95),
  "resolution-times/A": quantile(0.5),
  "resolution-times/B": quantile(0.95),
  "resolution-times/C": quantile(0.99),
  "blocked-share-now/A": blockedShare,
  "blocking-and-cache/A": blockedShare,
  "blocking-and-cache/B": (moment) =>
    exactly(
      drawnShare({ ...about(moment), where: unblocked(moment), part: ({ answeredBy }) => answeredBy === "cache" }),
    ),
  "resolver-failures/A": failuresByResolver,
  "probe-success/A": ({ series, at, window }) =>
    exactly(lowestMean(series, "homelab_dns_probe_success", { at, window, by: ["target", "kind"] })),
  "queries-by-zone/A": (moment) =>
    exactly(rate({ ...about(moment), where: fromClients(moment), by: pick(queryLabels, "network_zone") })),
  "blocked-by-reason/A": (moment) =>
    exactly(
      rate({
        ...about(moment),
        where: (query) => query.blocked && fromClients(moment)(query) && moment.selected.domain(query.domain),
        by: pick(queryLabels, "reason"),
      }),
    ),
  "blocked-by-list/A": ({ simulation, at, range }) =>
    exactly(
      increase({
        events: simulation.queries,
        where: ({ blocked }) => blocked,
        by: pick(queryLabels, "list"),
        at,
        window: range,
      }),
    ),
  "resolver-time/A": ({ series, at }) =>
    exactly(gaugeAt(series, "adguard_upstream_response_time", { at, by: ["upstream", "status"], fold: "max" })),
  "resolver-table/A": (moment) => resolverRates(overRange(moment)),
  "resolver-table/B": (moment) => exactly(share({ ...resolverFailures(overRange(moment)), fewest: 10 })),
  "resolver-table/C": (moment) =>
    exactly(
      mean({
        ...about(overRange(moment)),
        where: (query) => sentOn(query) && moment.selected.zone(query.zone),
        by: pick(queryLabels, "upstream"),
        amount: ({ duration }) => duration,
      }),
    ),
};
