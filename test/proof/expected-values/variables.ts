import type { Simulation } from "../../simulation/network.js";
import type { RecordedSeries } from "../../simulation/scrape.js";
import { backendsOf, servedNames } from "../../simulation/lab.js";
import type { Selected } from "../evaluation.js";

/** The view on which the options of a variable depend. */
interface VariableView {
  readonly simulation: Simulation;
  readonly series: readonly RecordedSeries[];
  readonly selected: Selected;
  /** Seconds. */
  readonly range: number;
}

const isIdentified = (client: string) => client !== "";

const clientsOf = ({ simulation: { requests, queries }, selected }: VariableView) =>
  [...requests, ...queries].flatMap(({ zone, client }) =>
    selected.zone(zone) && isIdentified(client) ? [client] : [],
  );

/** The expected options of each variable, computed from the events. Folded clients are options, folded domains are not. */
export const variableOptions: Readonly<Record<string, (view: VariableView) => ReadonlySet<string>>> = {
  zone: ({ simulation: { lab, requests, queries } }) =>
    new Set([...lab.zones.map(({ name }) => name), ...[...requests, ...queries].map(({ zone }) => zone)]),
  service: ({ simulation: { lab, requests } }) =>
    new Set([...servedNames(lab), ...requests.map(({ service }) => service)]),
  client: (view) => new Set(clientsOf(view)),
  domain: ({ simulation: { queries }, selected }) =>
    new Set(
      queries.flatMap(({ zone, client, domain }) =>
        selected.zone(zone) && selected.client(client) && domain !== "other" ? [domain] : [],
      ),
    ),
  backend: ({ simulation: { lab, requests }, selected }) =>
    new Set(
      [...servedNames(lab), ...new Set(requests.map(({ service }) => service))].flatMap((service) =>
        selected.service(service) ? backendsOf(lab, service).map(({ name }) => name) : [],
      ),
    ),
  instance: ({ series }) =>
    new Set(
      series.flatMap(({ name, labels }) => (name === "node_memory_MemTotal_bytes" ? [labels["instance"] ?? ""] : [])),
    ),
  graph_seconds: ({ range }) => new Set([String(Math.min(range, 6 * 3600))]),
};
