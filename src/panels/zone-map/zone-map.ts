import {
  canvas,
  mapRange,
  mapValues,
  properties,
  thresholdSteps,
  unitIds,
  type CanvasElement,
} from "../../grafana/index.js";
import { aggregateClient } from "../../lab/index.js";
import { emptyText, type Filter, type Scope } from "../../queries/index.js";
import { colors, failureSteps, healthMarks, zoneColor } from "../tokens.js";
import { busiestQuery, columnQueries, shortClient } from "./columns.js";
import { textSize } from "./elements.js";
import { barElements } from "./bar-elements.js";
import { mapItems, type LinkedItem, type MapLab, type MapTargets } from "./items.js";
import { layoutMap, mapLimits, type MapLayout } from "./layout.js";
import { legendElements } from "./legend-elements.js";
import { truncate } from "./text-width.js";
import { connectionsOf, zoneElements, type ColoredZone, type ZoneLines } from "./zone-elements.js";

/** The network as a map: zones with their clients and services, and their traffic through Traefik and AdGuard Home. */
export const zoneMap = (lab: MapLab, scope: Scope<Filter>, targets: MapTargets) => {
  const zones = lab.zones.map((zone, index): ColoredZone => ({ ...zone, color: zoneColor(zone, index) }));
  const layout = layoutMap(zones, mapItems(lab, targets));
  const all = zones.length <= mapLimits.zones;
  return canvas(all ? "Zone map" : `Zone map (the first ${String(mapLimits.zones)} zones)`, {
    size: layout.size,
    elements: mapElements(lab, layout, targets),
    values: columnQueries(scope, lab),
    texts: busiestQuery(scope),
  })
    .height(layout.gridHeight)
    .about({
      shows: all ? legend : `${legend}. ${leftOut(zones.length)}`,
      normal: "blue lines and round marks",
      otherwise: "click a zone or a service for more about it",
    })
    .noValue(emptyText.noTraffic)
    .overrideByRegexp("/^(rate|resolver)\\s/", properties({ unit: "count:/min", decimals: 1, mappings: [rarely] }))
    .overrideByRegexp("/^width\\s/", properties({ min: 0, max: 1 }))
    .overrideByRegexp(
      "/^failures\\s/",
      properties({
        unit: unitIds.share,
        min: 0,
        max: 1,
        color: { mode: "thresholds" },
        thresholds: thresholdSteps(colors.good, ...failureSteps),
      }),
    )
    .overrideByRegexp("/^known\\s/", properties({ unit: "suffix:clients", decimals: 0, mappings: [single] }))
    .overrideByRegexp("/^active\\s/", properties({ unit: "suffix:active", decimals: 0 }))
    .overrideByRegexp("/^(in|out)\\s/", properties({ unit: unitIds["bits per second"], decimals: 1 }))
    .overrideByRegexp("/^blocked\\s/", properties({ unit: unitIds.share, decimals: 1 }))
    .overrideByRegexp("/^busiest\\s/", properties({ mappings: clientTitles(lab) }))
    .overrideByRegexp("/^health\\s/", properties({ mappings: [mapValues(healthMarks)] }));
};

function mapElements(lab: MapLab, layout: MapLayout<ColoredZone, LinkedItem>, targets: MapTargets): CanvasElement[] {
  const serving = new Set(
    [...lab.services, ...lab.infrastructure.filter(({ service }) => service)].map(({ zone }) => zone),
  );
  const lines = layout.zones.map((placed): ZoneLines => ({ placed, serves: serving.has(placed.zone.name) }));
  const titles = new Map(lab.zones.map(({ name, title }) => [name, title]));
  return [
    ...lines.flatMap((line) => zoneElements(line, targets)),
    ...layout.bars.flatMap((bar) =>
      barElements({
        bar,
        zoneTitle: (name) => titles.get(name) ?? name,
        resolvers: lab.resolvers,
        connections: lines
          .filter(({ placed }) => placed.slots.served.bar === bar)
          .flatMap((line) => connectionsOf(line, "bar")),
      }),
    ),
    ...legendElements(layout.legend),
  ];
}

const single = mapValues({ 1: { text: "1 client" } });

/** In place of 0.0 for what happens less than once in 20 minutes. */
const rarely = mapRange(1e-9, 0.05, { text: "<0.1 /min" });

/** Pixels that the narrowest zone has for the name of its busiest client. */
const clientWidth = 124;

/** Entries of one mapping, below what the check accepts. */
const titlesPerMapping = 1000;

/** The titles of clients in place of their first addresses, under which they count, and words for clients that are counted as one. */
function clientTitles({ clients, zones }: MapLab) {
  const titles = [
    ...zones.map(({ name }) => [shortClient(aggregateClient(name)), "many, as one"] as const),
    ...clients.map(({ address, addresses = [], title }) => {
      const text = truncate(title, clientWidth, textSize.usual);
      return [shortClient(address ?? addresses[0] ?? `id:${title}`), text] as const;
    }),
  ];
  const parts = Array.from({ length: Math.ceil(titles.length / titlesPerMapping) }, (_, index) =>
    titles.slice(index * titlesPerMapping, (index + 1) * titlesPerMapping),
  );
  return parts.map((part) => mapValues(Object.fromEntries(part.map(([client, text]) => [client, { text }]))));
}

const legend =
  "Zones with their clients, how many of them are active, and the busiest; bits per second into the zone and out of it. " +
  "Requests of zones go to Traefik, and from there to the zones of the services; DNS queries go to AdGuard Home, which " +
  "asks the resolvers. Each line is a zone's requests, its DNS queries, or the requests to its services, with their number " +
  "per minute and the share of blocked queries. Its width follows the logarithm of the number, its color the share that " +
  "fails. Resolvers are those of the lab: “Resolvers” on Domain and DNS lists all that AdGuard Home asks";

const leftOut = (zones: number): string =>
  `The map has room for ${String(mapLimits.zones)} zones, and this lab has ${String(zones)}: see the table “Zones” for the others`;
