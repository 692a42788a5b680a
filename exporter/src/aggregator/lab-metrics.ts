import { clientLabel, infrastructureRows, topologyRows, type Lab } from "homelab-dashboards/lab";
import { metrics } from "homelab-dashboards/metrics";
import { homeOfLabClient } from "../network/known-clients.js";
import { createZoneLookup } from "../network/zones.js";
import { Registry } from "../registry/registry.js";

/** The sections of a lab that are exposed. */
export type ExposedLab = Pick<Lab, "zones" | "services" | "infrastructure" | "clients" | "resolvers">;

/**
 * Creates a registry with the metrics of the lab.
 *
 * @param extraGauges budget for gauges besides those of the lab
 */
export function labRegistry(lab: ExposedLab, extraGauges = 0): Registry {
  const { zones, services, infrastructure, clients, resolvers } = lab;
  // Each is in two metrics, a part of the infrastructure in three.
  const entities = [zones, services, infrastructure, clients, resolvers].map(({ length }) => 2 * length);
  const backends = [infrastructure.length, ...services.map((service) => service.backends.length)];
  const dependencies = services.map((service) => service.dependencies.length);
  const gauges = [...entities, ...backends, ...dependencies].reduce((sum, count) => sum + count, extraGauges);
  const registry = new Registry({ counters: 0, histograms: 0, gauges });
  addLabMetrics(lab, registry);
  return registry;
}

/** Exposes the names, titles and zones of all entities, and the dependencies of services. */
export function addLabMetrics(lab: ExposedLab, registry: Registry): void {
  const { strings } = registry;
  const entities = registry.info("homelab_entity_info", metrics.homelab_entity_info);
  for (const { kind, name, title, zone } of entitiesOf(lab)) {
    entities.set(strings.intern(kind), strings.intern(name), strings.intern(title), strings.intern(zone));
  }
  addTopology(lab, registry);
  const graph = registry.info("service_dependency_graph", metrics.service_dependency_graph);
  for (const { name, dependencies } of lab.services) {
    for (const target of dependencies)
      graph.set(strings.intern(name), strings.intern(target), strings.intern("internal"));
  }
}

function addTopology(lab: ExposedLab, registry: Registry): void {
  const { strings } = registry;
  const topology = registry.info("homelab_topology_info", metrics.homelab_topology_info);
  for (const { kind, name, title, zone, type, address } of topologyRows(lab, zoneOfClient(lab)))
    topology.set(
      strings.intern(kind),
      strings.intern(name),
      strings.intern(title),
      strings.intern(zone),
      strings.intern(type),
      strings.intern(address),
    );
  const infrastructure = registry.info("homelab_infrastructure_info", metrics.homelab_infrastructure_info);
  for (const { name, service, scrape_job: job } of infrastructureRows(lab))
    infrastructure.set(strings.intern(name), strings.intern(service), strings.intern(job));
}

function zoneOfClient(lab: ExposedLab): (client: Lab["clients"][number]) => string {
  const zones = createZoneLookup(lab);
  return (client) => client.zone ?? zones.find(homeOfLabClient(client)).name;
}

interface Entity {
  readonly kind: (typeof metrics.homelab_entity_info.values.kind)[number];
  readonly name: string;
  readonly title: string;
  readonly zone: string;
}

function entitiesOf(lab: ExposedLab): readonly Entity[] {
  const zoneOf = zoneOfClient(lab);
  return [
    ...lab.zones.map(({ name, title }) => ({ kind: "zone", name, title, zone: name }) as const),
    ...lab.services.map(({ name, title, zone }) => ({ kind: "service", name, title, zone }) as const),
    ...lab.infrastructure.map(({ name, title, zone }) => ({ kind: "infrastructure", name, title, zone }) as const),
    // The clients of a range are exposed one by one: see `ClientTitles`.
    ...lab.clients.flatMap((client): Entity[] => {
      const name = clientLabel(client);
      return name === undefined ? [] : [{ kind: "client", name, title: client.title, zone: zoneOf(client) }];
    }),
    ...lab.resolvers.map(({ name, title, zone }) => ({ kind: "resolver", name, title, zone }) as const),
  ];
}
