/** What graphs show of what a lab names: constant texts, which the exporter or a rule exposes as info metrics. */
import { clientLabel } from "./client.js";
import type { Lab } from "./lab.generated.js";

/** A row of homelab_topology_info. An empty text is none. */
export interface TopologyRow {
  readonly kind: "zone" | "service" | "infrastructure" | "client" | "resolver" | "backend";
  readonly name: string;
  readonly title: string;
  /** The title of the zone. */
  readonly zone: string;
  readonly type: string;
  readonly address: string;
}

/** A row of homelab_infrastructure_info. */
export interface InfrastructureRow {
  readonly name: string;
  readonly service: string;
  /** Prometheus would rename a label `job`, which each target has. */
  readonly scrape_job: string;
}

type TopologyLab = Pick<Lab, "zones" | "services" | "infrastructure" | "clients" | "resolvers">;

/**
 * The rows of homelab_topology_info. A backend is `weighted` if its name isn't that of its service, which is its title.
 *
 * @param zoneOf the zone of a client
 */
export function topologyRows(
  lab: TopologyLab,
  zoneOf: (client: Lab["clients"][number]) => string,
): readonly TopologyRow[] {
  const titles = new Map(lab.zones.map(({ name, title }) => [name, title]));
  const zoneTitle = (name: string) => titles.get(name) ?? name;
  const row = (
    kind: TopologyRow["kind"],
    name: string,
    title: string,
    more: Partial<TopologyRow> = {},
  ): TopologyRow => ({
    ...{ kind, name, title, zone: "", type: "", address: "" },
    ...more,
  });
  return [
    ...lab.zones.map(({ name, title, type }) => row("zone", name, title, { zone: title, type })),
    ...lab.services.map(({ name, title, zone, kind }) =>
      row("service", name, title, { zone: zoneTitle(zone), type: kind }),
    ),
    ...lab.infrastructure.map(({ name, title, zone, kind, address = "" }) =>
      row("infrastructure", name, title, { zone: zoneTitle(zone), type: kind, address }),
    ),
    ...lab.clients.flatMap((client) => {
      const name = clientLabel(client);
      const texts = { zone: zoneTitle(zoneOf(client)), type: client.device_type };
      return name === undefined ? [] : [row("client", name, client.title, { ...texts, address: client.address ?? "" })];
    }),
    ...lab.resolvers.map(({ name, title, zone }) => row("resolver", name, title, { zone: zoneTitle(zone) })),
    ...lab.services.flatMap((service) =>
      service.backends.map(({ name }) =>
        row("backend", name, service.name, { type: name === service.name ? "plain" : "weighted" }),
      ),
    ),
  ];
}

/** The rows of homelab_infrastructure_info. */
export const infrastructureRows = ({ infrastructure }: Pick<Lab, "infrastructure">): readonly InfrastructureRow[] =>
  infrastructure.map(({ name, service = "", job = "" }) => ({ name, service, scrape_job: job }));
