/** The services and parts of the infrastructure of a lab, with their links. */
import { canvasLink, type CanvasLink, type DashboardReference } from "../../grafana/index.js";
import type { Lab } from "../../lab/index.js";
import type { MapItem } from "./layout.js";

export type MapLab = Pick<Lab, "zones" | "services" | "infrastructure" | "resolvers">;

/** Dashboards to which zones and items link. */
export interface MapTargets {
  readonly zones: DashboardReference<"zone" | "client" | "service">;
  readonly services: DashboardReference<"zone" | "service" | "instance">;
  readonly dns: DashboardReference<"zone" | "client" | "domain">;
}

export interface LinkedItem extends MapItem {
  readonly title: string;
  readonly link: CanvasLink | undefined;
}

export function mapItems(lab: MapLab, targets: MapTargets): readonly LinkedItem[] {
  return [
    ...lab.infrastructure.map((part) => ({
      kind: "infrastructure" as const,
      name: part.name,
      title: part.title,
      zone: part.zone,
      link: linkOfPart(part, targets),
    })),
    ...lab.services.map(({ name, title, zone }) => ({
      kind: "service" as const,
      name,
      title,
      zone,
      link: linkOfService(name, title, targets),
    })),
  ];
}

const linkOfService = (service: string, title: string, { services }: MapTargets) =>
  canvasLink({ title, to: services, set: { service } });

function linkOfPart({ service, title, kind }: Lab["infrastructure"][number], targets: MapTargets) {
  if (service !== undefined) return linkOfService(service, title, targets);
  if (kind === "dns") return canvasLink({ title, to: targets.dns });
  if (kind === "proxy") return canvasLink({ title, to: targets.services });
  return undefined;
}
