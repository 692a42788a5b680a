/** The zone map: zones as boxes, what runs in them, and what goes on between them. */
import {
  canvas,
  canvasLink,
  mapValues,
  properties,
  thresholdSteps,
  type CanvasConnection,
  type CanvasElement,
  type CanvasLink,
  type DashboardReference,
} from "../../grafana/index.js";
import type { Lab } from "../../lab/index.js";
import { entityHealth, flowColumn, lineDirection, lineFailures, lineWidth, zoneFlow } from "./columns.js";
import { type Filter, type Scope } from "../../queries/index.js";
import { colors, emptyText, failureSteps, healthWords, units, zoneColor } from "../tokens.js";
import { dependencies, zonePairs, type Dependency, type ZonePair } from "./connections.js";
import { truncate } from "./truncate.js";
import {
  headerHeight,
  layoutMap,
  mapLimits,
  mapSize,
  type MapItem,
  type PlacedItem,
  type PlacedZone,
} from "./layout.js";

export { dependencies, zonePairs, type Dependency, type ZonePair } from "./connections.js";
export { layoutMap, mapLimits, mapSize, type MapLayout, type PlacedItem, type PlacedZone } from "./layout.js";

type MapLab = Pick<Lab, "zones" | "services" | "infrastructure" | "resolvers">;
type Zone = Lab["zones"][number] & { readonly color: string };

/** Where clicks lead. */
export interface MapTargets {
  readonly zones: DashboardReference<"zone" | "client" | "service">;
  readonly services: DashboardReference<"zone" | "service" | "instance">;
  readonly dns: DashboardReference<"zone" | "client" | "domain">;
}

/**
 * The network as a map. Lines between zones: width by requests and queries, color by the share that got no answer,
 * moving in the direction in which more is asked; without an answer thin and grey. From zone_connections_total,
 * adguard_upstream_queries_total and what health is judged by.
 */
export const zoneMap = (lab: MapLab, scope: Scope<Filter>, dashboards: MapTargets) => {
  const items = mapItems(lab, dashboards);
  const layout = layoutMap(
    lab.zones.map((zone, index): Zone => ({ ...zone, color: zoneColor(zone, index) })),
    items,
  );
  const pairs = zonePairs(lab);
  const needs = dependencies(lab);
  const shown = layout.complete
    ? "Services and infrastructure stand inside, ● healthy, ◐ degraded, ✖ unhealthy, and dotted lines lead to what they need, in the color of its health. "
    : `Only zones are drawn, with what each holds: the map has room for ${mapLimits.zones} zones and, within them, ${mapLimits.items} items, services and infrastructure together; this lab has ${lab.zones.length} and ${items.length}. `;
  return canvas(layout.complete ? "Zone map (all zones)" : "Zone map (all zones, things only counted)", {
    size: mapSize,
    elements: [
      ...layout.zones.flatMap((zone) => zoneElements(zone, layout.complete, dashboards)),
      ...layout.zones.flatMap((zone) => stemElements(zone, pairs, layout.zones)),
      ...layout.items.flatMap((placed) => thingElements(placed, needs, layout.items)),
    ],
    values: [
      lineWidth(scope, lab),
      lineFailures(scope, lab),
      lineDirection(scope, lab),
      zoneFlow(scope),
      entityHealth(scope, lab),
    ],
  })
    .description(
      "Zones, with requests and queries per second that come from each. A line's width follows the requests and queries " +
        "between two zones (the busiest pair is the widest, a hundredth of its traffic has a tenth of its width), its color " +
        "the share that got no answer, and it moves in the direction in which more is asked; thin and grey means no traffic. " +
        shown +
        "From zone_connections_total, adguard_upstream_queries_total and the health of each item. " +
        `Normal: blue lines. Click a zone${layout.complete ? " or a service" : ""} for more about it.`,
    )
    .noValue(emptyText.noTraffic)
    .overrideByRegexp("/^width\\s/", properties({ min: 0, max: 1 }))
    .overrideByRegexp(
      "/^failures\\s/",
      properties({
        unit: units.share,
        min: 0,
        max: 1,
        color: { mode: "thresholds" },
        thresholds: thresholdSteps(colors.good, ...failureSteps),
      }),
    )
    .overrideByRegexp("/^asked\\s/", properties({ unit: units["connections per second"], decimals: 2 }))
    .overrideByRegexp("/^health\\s/", properties({ mappings: [mapValues(healthMarks)] }));
};

/** The marks of health without their words, for which items have no room. */
const healthMarks = Object.fromEntries(
  Object.entries(healthWords).map(([value, { text, color }]) => [value, { text: text.slice(0, 1), color }]),
);

interface LinkedItem extends MapItem {
  readonly title: string;
  readonly link: CanvasLink | undefined;
}

function mapItems(lab: MapLab, { services, dns }: MapTargets): readonly LinkedItem[] {
  const ofService = (service: string, title: string) => canvasLink({ title, to: services, set: { service } });
  return [
    ...lab.infrastructure.map((part) => ({
      kind: "infrastructure" as const,
      name: part.name,
      title: part.title,
      zone: part.zone,
      link:
        part.service !== undefined
          ? ofService(part.service, part.title)
          : part.kind === "dns"
            ? canvasLink({ title: part.title, to: dns })
            : part.kind === "proxy"
              ? canvasLink({ title: part.title, to: services })
              : undefined,
    })),
    ...lab.services.map(({ name, title, zone }) => ({
      kind: "service" as const,
      name,
      title,
      zone,
      link: ofService(name, title),
    })),
  ];
}

// An element's name begins with what it is, so that a zone and a service of one name are two elements.
const zoneElement = (name: string) => `zone ${name}`;
const stemElement = (name: string) => `stem of zone ${name}`;
const thingElement = ({ kind, name }: MapItem) => `${kind} ${name}`;

const line = 20;

function zoneElements(
  { zone, box, services, infrastructure }: PlacedZone<Zone>,
  complete: boolean,
  { zones }: MapTargets,
): CanvasElement[] {
  const { left, width } = box;
  const counted =
    [
      ...(services === 0 ? [] : [services === 1 ? "1 service" : `${services} services`]),
      ...(infrastructure === 0 ? [] : [`${infrastructure} infrastructure`]),
    ].join(", ") || "nothing";
  const header = { left: left + 8, width: width - 16, height: line };
  // What stands on a box takes the clicks of the box.
  const link = canvasLink({ title: zone.title, to: zones, set: { zone: zone.name } });
  const parts: CanvasElement[] = [
    {
      name: zoneElement(zone.name),
      box,
      background: `${zone.color}1a`,
      border: { color: zone.color, width: 2, radius: 6 },
    },
    {
      name: `title of zone ${zone.name}`,
      box: { ...header, top: box.top + 4, width: header.width - line },
      text: { value: truncate(zone.title, header.width - line, 14), size: 14, align: "left" },
    },
    {
      name: `health of zone ${zone.name}`,
      box: { ...header, top: box.top + 4, left: left + width - 8 - line, width: line },
      text: healthText("zone", zone.name, 14),
    },
    {
      name: `figure of zone ${zone.name}`,
      box: { ...header, top: box.top + 4 + line, height: headerHeight - 4 - line },
      text: {
        value: { column: flowColumn("asked", zone.name), otherwise: emptyText.noTraffic },
        size: 12,
        align: "left",
      },
    },
    ...(complete
      ? []
      : [
          {
            name: `contents of zone ${zone.name}`,
            box: { ...header, top: box.top + headerHeight, height: line },
            text: { value: truncate(counted, header.width, 12), size: 12, align: "left" as const },
          },
        ]),
  ];
  return parts.map((part) => ({ ...part, link }));
}

/** The stem by which a zone is joined to others, with the lines that begin at it. */
function stemElements(
  { zone, stem }: PlacedZone<Zone>,
  pairs: readonly ZonePair[],
  zones: readonly PlacedZone<Zone>[],
): CanvasElement[] {
  if (stem === undefined) return [];
  const connections = pairs
    .filter(({ from }) => from === zone.name)
    .flatMap(({ from, to }): CanvasConnection[] => {
      const other = zones.find((one) => one.zone.name === to)?.stem;
      if (other === undefined) return [];
      return [
        {
          to: stemElement(to),
          from: tips[stem.tip],
          at: tips[other.tip],
          color: { column: flowColumn("failures", from, to), otherwise: colors.neutral },
          width: { column: flowColumn("width", from, to), between: [1, 9] },
          direction: { column: flowColumn("direction", from, to), otherwise: "none" },
          style: "animated",
        },
      ];
    });
  return [{ name: stemElement(zone.name), box: stem.box, background: zone.color, connections }];
}

const tips = { top: { x: 0, y: 1 }, bottom: { x: 0, y: -1 } } as const;

function thingElements(
  { item, box }: PlacedItem<LinkedItem>,
  needs: readonly Dependency[],
  items: readonly PlacedItem<LinkedItem>[],
): CanvasElement[] {
  const mark = 18;
  const connections = needs
    .filter(({ from }) => from === item.name)
    .flatMap(({ to, mutual }): CanvasConnection[] => {
      const needed = items.find((one) => one.item.name === to);
      if (needed === undefined) return [];
      return [
        {
          to: thingElement(needed.item),
          ...anchors(box, needed.box),
          color: { column: flowColumn("health", needed.item.kind, to), otherwise: colors.neutral },
          width: 1,
          direction: mutual ? "both" : "forward",
          style: "dotted",
        },
      ];
    });
  const parts: CanvasElement[] = [
    {
      name: thingElement(item),
      box,
      background: "panel-bg",
      border: {
        color: { column: flowColumn("health", item.kind, item.name), otherwise: colors.neutral },
        width: 1,
        // Services are round, infrastructure is square.
        radius: item.kind === "service" ? 10 : 0,
      },
      text: { value: truncate(item.title, box.width - 2 * mark, 12), size: 12 },
      connections,
    },
    {
      name: `health of ${thingElement(item)}`,
      box: { ...box, left: box.left + box.width - mark, width: mark },
      text: healthText(item.kind, item.name, 12),
    },
  ];
  const { link } = item;
  return link === undefined ? parts : parts.map((part) => ({ ...part, link }));
}

function healthText(kind: "zone" | MapItem["kind"], name: string, size: number): NonNullable<CanvasElement["text"]> {
  const column = flowColumn("health", kind, name);
  return { value: { column, otherwise: "–" }, color: { column, otherwise: colors.neutral }, size };
}

/** The sides by which two items face each other. */
function anchors(
  from: PlacedItem<LinkedItem>["box"],
  to: PlacedItem<LinkedItem>["box"],
): Pick<CanvasConnection, "from" | "at"> {
  const right = to.left + to.width / 2 - (from.left + from.width / 2);
  const down = to.top + to.height / 2 - (from.top + from.height / 2);
  // Whoever stands in the same line is reached sideways, everybody else from above or below.
  const side = down === 0 ? { x: Math.sign(right), y: 0 } : { x: 0, y: -Math.sign(down) };
  return { from: side, at: { x: 0 - side.x, y: 0 - side.y } };
}
