import type { DnsQuery } from "../../../simulation/events.js";
import { between } from "../../../simulation/source.js";
import { rowsAt, type Evaluation } from "../../evaluation.js";
import {
  anyOf,
  distinctNames,
  keyOf,
  tally,
  sumOf,
  type ExpectedEdges,
  type ExpectedGraph,
  type ExpectedKind,
  type Fields,
  type Name,
  type Tally,
} from "./expected.js";
import { keeping, linkTo, thickness, type GraphLab } from "./look.js";

/** Seconds: the graph shows an earlier time, at which every target had been scraped. */
const settled = 30;

const linesOfClient = 3;

const pairOf = ({ zone, client, domain }: DnsQuery): Name => [zone, client, domain];
const clientOf = ({ zone, client }: DnsQuery): Name => [zone, client];
const domainOf = ({ domain }: DnsQuery): Name => [domain];

const lineIds = ([zone = "", client = "", domain = ""]: Name) =>
  ["asks", "blocked"].map((kind) => `${kind}␟client/${zone}␟${client}␟domain/${domain}`);

/** The pairs with the most queries: at most three of each client. Of equal ones those that are drawn. */
function strongest(counts: Tally, limit: number, lines: ReadonlySet<string>): readonly Name[] {
  const isDrawn = (name: Name) => Number(lineIds(name).some((id) => lines.has(id)));
  const ordered = [...counts]
    .map(([key, count]) => [key.split("␟"), count] as const)
    .toSorted(([a, more], [b, less]) => less - more || isDrawn(b) - isDrawn(a))
    .map(([name]) => name);
  const ofClient = new Map<string, number>();
  return ordered
    .filter(([zone = "", client = ""]) => {
      const seen = ofClient.get(keyOf([zone, client])) ?? 0;
      ofClient.set(keyOf([zone, client]), seen + 1);
      return seen < linesOfClient;
    })
    .slice(0, limit);
}

/** Clients and the domains that they queried most in the range. */
export const clientDomainGraph = (moment: Evaluation, lab: GraphLab = moment.simulation.lab): ExpectedGraph => ({
  ...graphWith(moment, lab, new Set()),
  settle: (lines) => graphWith(moment, lab, lines),
});

function graphWith(moment: Evaluation, lab: GraphLab, drawn: ReadonlySet<string>): ExpectedGraph {
  const { simulation, selected, range } = moment;
  const at = moment.at - settled;
  const lines = Math.min(8, Math.floor(Math.min(lab.dashboards?.graph_nodes ?? 150, 120) / 2));
  const queries = between(simulation.queries, at - range, at).filter(
    ({ zone, client, domain }) =>
      selected.zone(zone) &&
      selected.client(client) &&
      selected.domain(domain) &&
      domain !== "other" &&
      !client.startsWith("other@"),
  );
  const blocked = queries.filter((query) => query.blocked);
  const counts = tally(queries, pairOf);
  const pairs = strongest(counts, lines, drawn);
  const figures = (nameOf: (query: DnsQuery) => Name, name: Name): Fields => {
    const [whole, part] = [sumOf(tally(queries, nameOf), [name]), sumOf(tally(blocked, nameOf), [name])];
    const share = part / whole;
    return { mainstat: String(whole), secondarystat: 100 * share, arc__blocked: share, arc__answered: 1 - share };
  };
  const titleIn = (metric: string, kind: string, name: string) =>
    anyOf(
      rowsAt(moment, metric, at, (labels) => labels["kind"] === kind && labels["name"] === name).map(
        ([{ title = "" }]) => title,
      ),
    );
  const mappings = rowsAt(moment, "adguard_domain_category_mapping", at);
  const clients: ExpectedKind = {
    name: "client",
    isListed: true,
    limit: lines,
    ranked: distinctNames(pairs, ([zone = "", client = ""]) => [zone, client]).map((name) => [name, 1] as const),
    endsStand: false,
    fields: ({ alone: [zone = "", client = ""] = [] }) => ({
      title: titleIn("homelab_entity_info", "client", client) ?? client,
      subtitle: titleIn("homelab_topology_info", "zone", zone) ?? zone,
      detail__address: client,
      ...figures(clientOf, [zone, client]),
      ...linkTo("dns", ["client", client]),
      ...keeping("zone"),
    }),
  };
  const domains: ExpectedKind = {
    name: "domain",
    isListed: true,
    limit: lines,
    ranked: distinctNames(pairs, ([, , domain = ""]) => [domain]).map((name) => [name, 1] as const),
    endsStand: false,
    fields: ({ alone: [domain = ""] = [] }) => ({
      title: domain,
      subtitle: anyOf(mappings.flatMap(([{ domain: name, category = "" }]) => (name === domain ? [category] : []))),
      ...figures(domainOf, [domain]),
      ...linkTo("dns", ["domain", domain]),
    }),
  };
  const blockedPairs = new Set(blocked.map((query) => keyOf(pairOf(query))));
  const edges = (name: string, isBlocked: boolean): ExpectedEdges => ({
    name,
    connections: pairs
      .filter((pair) => blockedPairs.has(keyOf(pair)) === isBlocked)
      .map((about) => {
        const [zone = "", client = "", domain = ""] = about;
        return { from: { kind: "client", name: [zone, client] }, to: { kind: "domain", name: [domain] }, about };
      }),
    fields: (abouts) => ({
      mainstat: String(sumOf(counts, abouts)),
      thickness: thickness(sumOf(counts, abouts), 10, 10_000),
      color: isBlocked ? "#E69F00" : "#56B4E9",
      strokedasharray: isBlocked ? "5 5" : undefined,
    }),
  });
  return { kinds: [clients, domains], edges: [edges("asks", false), edges("blocked", true)] };
}
