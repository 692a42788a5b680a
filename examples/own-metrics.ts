/**
 * A dashboard of one's own, about metrics of one's own, with the same checks as ours.
 * In another repository the imports are `homelab-dashboards/metrics`, `…/promql`, `…/grafana` and so on.
 */
import {
  dashboard,
  datasourceVariable,
  group,
  queryResult,
  queryVariable,
  series,
  target,
} from "../src/grafana/index.js";
import { extendMetrics, metrics } from "../src/metrics/index.js";
import { rateInterval, variable } from "../src/promql/index.js";
import { asking, query, type Scope } from "../src/queries/index.js";

const own = asking(
  extendMetrics(metrics, {
    jellyfin_plays_total: {
      type: "counter",
      unit: "plays",
      labels: ["user", "client_zone"],
      sources: ["exporter"],
      help: "Films and episodes that were started.",
    },
  }),
);

const zone = variable("zone");
const siblings = { traefik: "siblings", adguard: "siblings", zone: "siblings", domain: "siblings" } as const;
const everywhere: Scope = { filters: [], window: rateInterval, shift: {}, sources: siblings };
const chosen: Scope<"zone"> = { ...everywhere, filters: [{ filter: "zone", value: zone }] };

const plays = query(
  { unit: "requests per second", meaning: "Plays started per second" },
  own.rateOf("jellyfin_plays_total", chosen, ["user"]),
);

export const streaming = dashboard({
  uid: "streaming",
  title: "Streaming",
  question: "Who watches how much?",
  tags: ["streaming"],
  refresh: "1m",
  range: "24h",
  variables: [
    datasourceVariable(),
    queryVariable({
      variable: zone,
      label: "Zone",
      description: "Zone from which was watched.",
      query: queryResult(own.existing("jellyfin_plays_total", everywhere, ["client_zone"]), "client_zone"),
    }),
  ],
  groups: [
    group("plays", "Plays", {
      "plays-by-user": series("Plays by user", target(plays, "{user}"))
        .description("Plays started per second by user, from jellyfin_plays_total. Normal: evenings.")
        .unit("suffix: plays/s"),
    }),
  ],
});
