import type { Lab } from "homelab-dashboards/lab";
import { metrics } from "homelab-dashboards/metrics";
import { createZoneLookup } from "../network/zones.js";
import { Registry } from "../registry/registry.js";

/** The parts of a lab that are told as they are. */
export type ExposedLab = Pick<Lab, "zones" | "services" | "infrastructure" | "clients" | "resolvers">;

/**
 * A store with what the lab says.
 *
 * @param more room for so many gauges besides
 */
export function labRegistry(lab: ExposedLab, more = 0): Registry {
  const { zones, services, infrastructure, clients, resolvers } = lab;
  const entities = [zones, services, infrastructure, clients, resolvers].map(({ length }) => length);
  const dependencies = services.map(({ dependencies: needed }) => needed.length);
  const gauges = [...entities, ...dependencies].reduce((sum, count) => sum + count, more);
  const store = new Registry({ counters: 0, histograms: 0, gauges });
  addLabMetrics(lab, store);
  return store;
}

/** What the lab says: names, titles and zones of everything, and which service needs which. */
export function addLabMetrics(lab: ExposedLab, store: Registry): void {
  const number = (text: string) => store.strings.intern(text);
  const entities = store.info("homelab_entity_info", metrics.homelab_entity_info);
  for (const { kind, name, title, zone } of entitiesOf(lab)) {
    entities.set(number(kind), number(name), number(title), number(zone));
  }
  const dependencies = store.info("service_dependency_graph", metrics.service_dependency_graph);
  for (const { name, dependencies: needed } of lab.services) {
    for (const target of needed) dependencies.set(number(name), number(target), number("internal"));
  }
}

interface Entity {
  readonly kind: (typeof metrics.homelab_entity_info.values.kind)[number];
  readonly name: string;
  readonly title: string;
  readonly zone: string;
}

function entitiesOf(lab: ExposedLab): readonly Entity[] {
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
