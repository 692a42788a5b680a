/** The services and parts of the infrastructure of a lab, with their links and what they need. */
import { canvasLink, type CanvasLink, type DashboardReference } from "../../grafana/index.js";
import type { Lab } from "../../lab/index.js";
import type { MapItem } from "./zone-shape.js";

export type MapLab = Pick<Lab, "rules" | "zones" | "services" | "infrastructure" | "resolvers" | "clients">;

/** Dashboards to which zones and items link. */
export interface MapTargets {
  readonly zones: DashboardReference<"zone" | "client" | "service">;
  readonly services: DashboardReference<"zone" | "service" | "instance">;
  readonly dns: DashboardReference<"zone" | "client" | "domain">;
}

export interface LinkedItem extends MapItem {
  readonly title: string;
  /** The titles of the services and parts that it needs. */
  readonly needs: readonly string[];
  readonly link: CanvasLink | undefined;
}

/** Services stand beside those that they need, as far as they are in one zone. */
export function mapItems(lab: MapLab, targets: MapTargets): readonly LinkedItem[] {
  const titles = new Map([...lab.infrastructure, ...lab.services].map(({ name, title }) => [name, title]));
  return [
    ...lab.infrastructure.map((part): LinkedItem => {
      const { name, title, zone, kind } = part;
      const bar = kind === "proxy" || kind === "dns" ? kind : undefined;
      return {
        kind: "infrastructure",
        name,
        title,
        zone,
        bar,
        needs: [],
        tall: false,
        link: linkOfPart(part, targets),
      };
    }),
    ...besideNeeded(lab.services).map(({ name, title, zone, dependencies }): LinkedItem => {
      const needs = dependencies.map((needed) => titles.get(needed) ?? needed);
      const link = canvasLink({ title, to: targets.services, set: { service: name } });
      return { kind: "service", name, title, zone, bar: undefined, needs, tall: needs.length > 0, link };
    }),
  ];
}

/** The services in their order, but each directly followed by those that it needs. */
function besideNeeded(services: Lab["services"]): readonly Lab["services"][number][] {
  const byName = new Map(services.map((service) => [service.name, service]));
  const placed = new Set<Lab["services"][number]>();
  const add = (service: Lab["services"][number]) => {
    if (placed.has(service)) return;
    placed.add(service);
    for (const name of service.dependencies) {
      const needed = byName.get(name);
      if (needed?.zone === service.zone) add(needed);
    }
  };
  const needed = new Set(services.flatMap(({ dependencies }) => dependencies));
  for (const service of services) if (!needed.has(service.name)) add(service);
  for (const service of services) add(service);
  return [...placed];
}

function linkOfPart({ service, title, kind }: Lab["infrastructure"][number], targets: MapTargets) {
  if (service !== undefined) return canvasLink({ title, to: targets.services, set: { service } });
  if (kind === "dns") return canvasLink({ title, to: targets.dns });
  if (kind === "proxy") return canvasLink({ title, to: targets.services });
  return undefined;
}
