import { canvas, properties, thresholdSteps, unitIds } from "../../grafana/index.js";
import { emptyText, type Filter, type Scope } from "../../queries/index.js";
import { colors, failureSteps, zoneColor } from "../tokens.js";
import { columnQueries } from "./columns.js";
import { dependencies, zonePairs } from "./connections.js";
import { healthMarks } from "./elements.js";
import { itemElements } from "./item-elements.js";
import { mapItems, type LinkedItem, type MapLab, type MapTargets } from "./items.js";
import { layoutMap, mapLimits, mapSize, type MapLayout } from "./layout.js";
import { stemElements, zoneElements, type ColoredZone } from "./zone-elements.js";

/** The network as a map. A line is as wide as its traffic, and moves in the direction in which more is asked. */
export const zoneMap = (lab: MapLab, scope: Scope<Filter>, targets: MapTargets) => {
  const items = mapItems(lab, targets);
  const zones = lab.zones.map((zone, index): ColoredZone => ({ ...zone, color: zoneColor(zone, index) }));
  const layout = layoutMap(zones, items);
  return canvas(layout.complete ? "Zone map (all zones)" : "Zone map (all zones, things only counted)", {
    size: mapSize,
    elements: mapElements(lab, layout, targets),
    values: columnQueries(scope, lab),
  })
    .about({
      shows: `${legend} ${layout.complete ? itemLegend : overflowLegend(zones.length, items.length)}`,
      normal: "blue lines",
      otherwise: `click a zone${layout.complete ? " or a service" : ""} for more about it`,
    })
    .noValue(emptyText.noTraffic)
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
    .overrideByRegexp("/^asked\\s/", properties({ unit: unitIds["connections per second"], decimals: 2 }))
    .overrideByRegexp("/^health\\s/", properties({ mappings: [healthMarks] }));
};

function mapElements(lab: MapLab, layout: MapLayout<ColoredZone, LinkedItem>, targets: MapTargets) {
  const pairs = zonePairs(lab);
  const needs = dependencies(lab);
  return [
    ...layout.zones.flatMap((zone) => zoneElements(zone, layout.complete, targets)),
    ...layout.zones.flatMap((zone) => stemElements(zone, pairs, layout.zones)),
    ...layout.items.flatMap((item) => itemElements(item, needs, layout.items)),
  ];
}

const legend =
  "Zones, with requests and queries per second that come from each. A line's width follows the requests and queries " +
  "between two zones (the busiest pair is the widest, a hundredth of its traffic has a tenth of its width), its color " +
  "the share that got no answer, and it moves in the direction in which more is asked; thin and gray means no traffic.";

const itemLegend =
  "Services and infrastructure are inside, ● healthy, ◐ degraded, ✖ unhealthy. Dotted lines lead to the items that they " +
  "need, in the color of their health";

const overflowLegend = (zones: number, items: number) =>
  "Only zones are drawn, with the number of services and parts of the infrastructure in each: the map has room for " +
  `${mapLimits.zones} zones and ${mapLimits.items} services and parts together; this lab has ${zones} and ${items}`;
