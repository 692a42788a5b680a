import { between } from "../../../simulation/source.js";
import { rowsAt, type Evaluation } from "../../evaluation.js";
import {
  anyOf,
  distinctNames,
  tally,
  sumOf,
  type ExpectedGraph,
  type ExpectedKind,
  type Fields,
  type Name,
} from "./expected.js";
import { linkTo, thickness, type GraphLab } from "./look.js";

/** Seconds: the graph shows an earlier time, at which every target had been scraped. */
const settled = 30;

/** The limits of clients, groups of other clients, and domains for a number of nodes. */
function roomIn(nodes: number) {
  const groups = Math.min(12, Math.floor(nodes / 5));
  // Two nodes represent the other groups and the other domains.
  const left = nodes - groups - 2;
  const clients = Math.floor(left * 0.4);
  return { groups, clients, domains: left - clients };
}

/** The upper limit of nodes, for any lab. */
const mostNodes = 150;

/** Clients and the domains that they queried in the range, within the lab's limit of nodes. */
export function clientDomainGraph(moment: Evaluation, lab: GraphLab = moment.simulation.lab): ExpectedGraph {
  const { simulation, selected, range } = moment;
  const at = moment.at - settled;
  const room = roomIn(Math.min(lab.dashboards?.graph_nodes ?? mostNodes, mostNodes));
  const queries = between(simulation.queries, at - range, at).filter(
    ({ zone, client, domain }) =>
      selected.zone(zone) &&
      selected.client(client) &&
      selected.domain(domain) &&
      domain !== "other" &&
      !client.startsWith("other@"),
  );
  type Query = (typeof queries)[number];
  const kind = (nameOf: (query: Query) => Name) => {
    const all = tally(queries, nameOf);
    const blocked = tally(
      queries.filter((query) => query.blocked),
      nameOf,
    );
    const figures = (members: readonly Name[]): Fields => {
      const [some, whole] = [sumOf(blocked, members), sumOf(all, members)];
      return { mainstat: whole, arc__blocked: some / whole, arc__answered: 1 - some / whole };
    };
    const ranked = distinctNames(queries, nameOf).map((name) => [name, sumOf(all, [name])] as const);
    return { ranked, figures, endsStand: true };
  };
  const perClient = kind(({ zone, client }) => [zone, client]);
  const perDomain = kind(({ domain }) => [domain]);
  const mappings = rowsAt(moment, "adguard_domain_category_mapping", at, ({ domain = "" }) => selected.domain(domain));
  const categoriesOf = (name: string | undefined) =>
    mappings.flatMap(([{ domain, category = "" }]) => (domain === name ? [category] : []));
  const clients: ExpectedKind = {
    ...perClient,
    name: "client",
    limit: room.clients,
    groups: { of: ([zone = ""]) => [zone], most: room.groups },
    fields: ({ members, alone, group = [] }) => {
      const [zone, client] = alone ?? group;
      return {
        title: client ?? "other clients",
        subtitle: zone,
        detail__zone: zone,
        ...perClient.figures(members),
        ...linkTo("Only this client", "dns", ["client", client]),
      };
    },
  };
  const domains: ExpectedKind = {
    ...perDomain,
    name: "domain",
    limit: room.domains,
    fields: ({ members, alone: [domain] = [] }) => ({
      title: domain ?? "other domains",
      subtitle: anyOf(categoriesOf(domain)) ?? "no category",
      ...perDomain.figures(members),
      ...linkTo("Only this domain", "dns", ["domain", domain]),
    }),
  };
  return { kinds: [clients, domains], edges: [asks(queries)] };
}

function asks(queries: readonly { readonly zone: string; readonly client: string; readonly domain: string }[]) {
  const pairOf = ({ zone, client, domain }: (typeof queries)[number]): Name => [zone, client, domain];
  const counts = tally(queries, pairOf);
  return {
    name: "asks",
    connections: distinctNames(queries, pairOf).map((about) => {
      const [zone = "", client = "", domain = ""] = about;
      return { from: { kind: "client", name: [zone, client] }, to: { kind: "domain", name: [domain] }, about };
    }),
    fields: (
      pairs: readonly Name[],
      { alone: [, client] = [] }: { readonly alone?: Name },
      { alone: [domain] = [] }: { readonly alone?: Name },
    ): Fields => {
      const queried = sumOf(counts, pairs);
      return {
        mainstat: queried,
        thickness: thickness(queried, 1, 10_000),
        ...linkTo("Only this client and domain", "dns", ["client", client], ["domain", domain]),
      };
    },
  };
}
