import type { Simulation } from "../../simulation/network.js";
import type { RecordedSeries } from "../../simulation/scrape.js";
import { backendsOf, servedNames } from "../../simulation/lab.js";
import type { Selected } from "../evaluation.js";

/** All that the values of a variable may depend on. */
export interface Offer {
  readonly simulation: Simulation;
  readonly series: readonly RecordedSeries[];
  readonly chosen: Selected;
  /** Seconds. */
  readonly range: number;
}

const identified = (client: string) => client !== "";

const clientsOf = ({ simulation: { requests, queries }, chosen }: Offer) =>
  [...requests, ...queries].flatMap(({ zone, client }) => (chosen.zone(zone) && identified(client) ? [client] : []));

/** What each variable must offer, by its name, computed from the events. Folded clients can be chosen, folded domains not. */
export const variableOptions: Readonly<Record<string, (offer: Offer) => ReadonlySet<string>>> = {
  zone: ({ simulation: { lab, requests, queries } }) =>
    new Set([...lab.zones.map(({ name }) => name), ...[...requests, ...queries].map(({ zone }) => zone)]),
  service: ({ simulation: { lab, requests } }) =>
    new Set([...servedNames(lab), ...requests.map(({ service }) => service)]),
  client: (offer) => new Set(clientsOf(offer)),
  domain: ({ simulation: { queries }, chosen }) =>
    new Set(
      queries.flatMap(({ zone, client, domain }) =>
        chosen.zone(zone) && chosen.client(client) && domain !== "other" ? [domain] : [],
      ),
    ),
  backend: ({ simulation: { lab, requests }, chosen }) =>
    new Set(
      [...servedNames(lab), ...new Set(requests.map(({ service }) => service))].flatMap((service) =>
        chosen.service(service) ? backendsOf(lab, service).map(({ name }) => name) : [],
      ),
    ),
  instance: ({ series }) =>
    new Set(
      series.flatMap(({ name, labels }) => (name === "node_memory_MemTotal_bytes" ? [labels["instance"] ?? ""] : [])),
    ),
  graph_seconds: ({ range }) => new Set([String(Math.min(range, 6 * 3600))]),
};
