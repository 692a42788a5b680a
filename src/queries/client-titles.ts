/** Titles of the clients of the strongest pairs of clients and domains, and of their zones. */
import { group, labelJoin, multiply, or, sum, topk, type InstantVector } from "../promql/index.js";
import { wholeRange } from "./accessed-domains.js";
import { strongestPairs } from "./domains.js";
import { increaseOf, present } from "./metric-queries.js";
import { query, type Query } from "./query.js";
import { unfiltered, type Filter, type Scope } from "./scope.js";

type Titles<L extends string> = InstantVector<L | "title", "info">;

/** The title of each client that asked in this range; its label where there is none. */
export const titlesOfAskingClients = (scope: Scope<Filter>): { readonly expression: Titles<"client_ip"> } => {
  const asking = increaseOf("adguard_client_domain_frequency", wholeRange(unfiltered(scope)), ["client_ip"]);
  const untitled = labelJoin(group.by(["client_ip"], asking), "title", "", ["client_ip"]);
  return {
    expression: or.on<"client_ip" | "title", "info", "info">(
      ["client_ip"],
      titlesBy(scope, "homelab_entity_info", "client", "client_ip"),
      untitled,
    ),
  };
};

/** The title of the zone of each client of the strongest pairs; the zone where it has none. */
export const zoneTitlesOfStrongest = (
  scope: Scope<Filter>,
  length: number,
): Query<"zone" | "client_ip" | "zone_title"> => {
  const asking = present("adguard_client_domain_frequency", unfiltered(scope), ["zone"]);
  const titles = or.on<"zone" | "title", "info", "info">(
    ["zone"],
    titlesBy(scope, "homelab_topology_info", "zone", "zone"),
    labelJoin(asking, "title", "", ["zone"]),
  );
  // The frame of nodes has the title of the client.
  const zones = labelJoin(titles, "zone_title", "", ["title"]);
  const clients = sum.by(["zone", "client_ip"], strongestPairs(scope, length).expression);
  return query(
    { unit: "count", meaning: "Titles of the zones of clients" },
    multiply.groupLeft(["zone"], ["zone_title"], clients, zones),
  );
};

/** One title of each entity of a kind, by a label with its name. */
export function titlesBy<const To extends "client_ip" | "zone">(
  scope: Scope<Filter>,
  metric: "homelab_entity_info" | "homelab_topology_info",
  kind: "client" | "zone",
  to: To,
): Titles<To> {
  const named = labelJoin(present(metric, unfiltered(scope), ["name", "title"], { kind }), to, "", ["name"]);
  const { node } = topk.by([to], 1, named);
  // Series still carry the name, which no caller joins by.
  return { kind: "instant vector", node, labels: [to, "title"] };
}
