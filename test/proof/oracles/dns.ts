import type { DnsQuery } from "../../simulation/events.js";
import { gaugeAt, mean, pick, quantiles, queryLabels, rate, share } from "../../simulation/oracle.js";
import { queryBuckets } from "../../simulation/source.js";
import { exactly, type Moment, type Oracle, type Oracles } from "../moment.js";

const about = (moment: Moment) => ({
  events: moment.simulation.queries,
  where: ({ zone }: DnsQuery) => moment.chosen.zone(zone),
  at: moment.at,
  window: moment.window,
});

/** Queries of the chosen clients, too. */
const fromClients =
  ({ chosen }: Moment) =>
  ({ zone, client }: DnsQuery) =>
    chosen.zone(zone) && chosen.client(client);

const unblocked = (moment: Moment) => (query: DnsQuery) =>
  moment.chosen.zone(query.zone) && query.answeredBy !== "filter";

/** What went to a resolver carries no zone. */
const sentOn = ({ answeredBy }: DnsQuery) => answeredBy === "upstream";

const quantile =
  (of: number): Oracle =>
  (moment) => ({
    bounds: quantiles({
      ...about(moment),
      where: unblocked(moment),
      quantile: of,
      amount: ({ duration }) => duration,
      buckets: queryBuckets,
    }),
  });

const failuresByResolver: Oracle = (moment) =>
  exactly(
    share({
      ...about(moment),
      where: sentOn,
      by: pick(queryLabels, "upstream"),
      part: ({ status }) => status !== "ok",
    }),
  );

const blockedShare: Oracle = (moment) =>
  exactly(share({ ...about(moment), where: fromClients(moment), part: ({ blocked }) => blocked }));

export const dns: Oracles = {
  "resolution-time-now/A": quantile(0.95),
  "resolution-times/A": quantile(0.5),
  "resolution-times/B": quantile(0.95),
  "resolution-times/C": quantile(0.99),
  "blocked-share-now/A": blockedShare,
  "blocking-and-cache/A": blockedShare,
  "blocking-and-cache/B": (moment) =>
    exactly(share({ ...about(moment), where: unblocked(moment), part: ({ answeredBy }) => answeredBy === "cache" })),
  "resolver-failures/A": failuresByResolver,
  "queries-by-zone/A": (moment) =>
    exactly(rate({ ...about(moment), where: fromClients(moment), by: pick(queryLabels, "network_zone") })),
  "blocked-by-reason/A": (moment) =>
    exactly(
      rate({
        ...about(moment),
        where: (query) => query.blocked && fromClients(moment)(query) && moment.chosen.domain(query.domain),
        by: pick(queryLabels, "reason"),
      }),
    ),
  "resolver-time/A": ({ series, at }) =>
    exactly(gaugeAt(series, "adguard_upstream_response_time", { at, by: ["upstream", "status"], fold: "max" })),
  "resolver-table/A": (moment) => exactly(rate({ ...about(moment), where: sentOn, by: pick(queryLabels, "upstream") })),
  "resolver-table/B": failuresByResolver,
  "resolver-table/C": (moment) =>
    exactly(
      mean({
        ...about(moment),
        where: (query) => sentOn(query) && moment.chosen.zone(query.zone),
        by: pick(queryLabels, "upstream"),
        amount: ({ duration }) => duration,
      }),
    ),
};
