import type { Lab } from "homelab-dashboards/lab";
import { metrics } from "homelab-dashboards/metrics";
import { createZoneLookup } from "../network/zones.js";
import { Store } from "../store/store.js";

/** The parts of a lab that are told as they are. */
export type ToldLab = Pick<Lab, "zones" | "services" | "infrastructure" | "clients" | "resolvers">;

/**
 * A store with what the lab says.
 *
 * @param more room for so many gauges besides
 */
export function labStore(lab: ToldLab, more = 0): Store {
  const { zones, services, infrastructure, clients, resolvers } = lab;
  const entities = [zones, services, infrastructure, clients, resolvers].map(({ length }) => length);
  const dependencies = services.map(({ dependencies: needed }) => needed.length);
  const gauges = [...entities, ...dependencies].reduce((sum, count) => sum + count, more);
  const store = new Store({ counters: 0, histograms: 0, gauges });
  tellLab(lab, store);
  return store;
}

/** What the lab says: names, titles and zones of everything, and which service needs which. */
export function tellLab(lab: ToldLab, store: Store): void {
  const number = (text: string) => store.names.number(text);
  const entities = store.info("homelab_entity_info", metrics.homelab_entity_info);
  for (const { kind, name, title, zone } of entitiesOf(lab)) {
    entities.see(number(kind), number(name), number(title), number(zone));
  }
  const dependencies = store.info("service_dependency_graph", metrics.service_dependency_graph);
  for (const { name, dependencies: needed } of lab.services) {
    for (const target of needed) dependencies.see(number(name), number(target), number("internal"));
  }
}

interface Entity {
  readonly kind: (typeof metrics.homelab_entity_info.values.kind)[number];
  readonly name: string;
  readonly title: string;
  readonly zone: string;
}

function entitiesOf(lab: ToldLab): readonly Entity[] {
  const zoneOf = createZoneLookup(lab);
  return [
    ...lab.zones.map(({ name, title }) => ({ kind: "zone", name, title, zone: name }) as const),
    ...lab.services.map(({ name, title, zone }) => ({ kind: "service", name, title, zone }) as const),
    ...lab.infrastructure.map(({ name, title, zone }) => ({ kind: "infrastructure", name, title, zone }) as const),
    // No client is called by a range: those are told of when they are seen.
    ...lab.clients
      .filter(({ address }) => !/[-/]/.test(address))
      .map(({ address, title }) => ({ kind: "client", name: address, title, zone: zoneOf(address).name }) as const),
    ...lab.resolvers.map(({ name, title, zone }) => ({ kind: "resolver", name, title, zone }) as const),
  ];
}
