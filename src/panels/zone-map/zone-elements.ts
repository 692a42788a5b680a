/** The boxes of zones, and the stems at which the lines between zones begin and end. */
import { canvasLink, type CanvasConnection, type CanvasElement } from "../../grafana/index.js";
import type { Lab } from "../../lab/index.js";
import { emptyText } from "../../queries/index.js";
import { colors } from "../tokens.js";
import { columnName } from "./columns.js";
import type { ZonePair } from "./connections.js";
import { healthText, stemElement, zoneElement } from "./elements.js";
import type { MapTargets } from "./items.js";
import { headerHeight, type PlacedZone } from "./layout.js";
import { truncate } from "./truncate.js";

export type ColoredZone = Lab["zones"][number] & { readonly color: string };
type Placed = PlacedZone<ColoredZone>;

const lineHeight = 20;

/** The box of a zone with title, health and figure; where items are not drawn, with their number. */
export function zoneElements(placed: Placed, complete: boolean, { zones }: MapTargets): CanvasElement[] {
  const { zone } = placed;
  const elements = [
    {
      name: zoneElement(zone.name),
      box: placed.box,
      background: `${zone.color}1a`,
      border: { color: zone.color, width: 2, radius: 6 },
    },
    ...headerElements(placed),
    ...(complete ? [] : [contentsElement(placed)]),
  ];
  // An element on top of the box takes the clicks of the box.
  const link = canvasLink({ title: zone.title, to: zones, set: { zone: zone.name } });
  return elements.map((element) => ({ ...element, link }));
}

const headerBox = ({ left, width }: Placed["box"]) => ({ left: left + 8, width: width - 16, height: lineHeight });

function headerElements({ zone, box }: Placed): CanvasElement[] {
  const header = headerBox(box);
  return [
    {
      name: `title of zone ${zone.name}`,
      box: { ...header, top: box.top + 4, width: header.width - lineHeight },
      text: { value: truncate(zone.title, header.width - lineHeight, 14), size: 14, align: "left" },
    },
    {
      name: `health of zone ${zone.name}`,
      box: { ...header, top: box.top + 4, left: box.left + box.width - 8 - lineHeight, width: lineHeight },
      text: healthText("zone", zone.name, 14),
    },
    {
      name: `figure of zone ${zone.name}`,
      box: { ...header, top: box.top + 4 + lineHeight, height: headerHeight - 4 - lineHeight },
      text: {
        value: { column: columnName("asked", zone.name), otherwise: emptyText.noTraffic },
        size: 12,
        align: "left",
      },
    },
  ];
}

function contentsElement({ zone, box, services, infrastructure }: Placed): CanvasElement {
  const counts = [
    ...(services === 0 ? [] : [services === 1 ? "1 service" : `${services} services`]),
    ...(infrastructure === 0 ? [] : [`${infrastructure} infrastructure`]),
  ];
  const header = headerBox(box);
  return {
    name: `contents of zone ${zone.name}`,
    box: { ...header, top: box.top + headerHeight },
    text: { value: truncate(counts.join(", ") || "nothing", header.width, 12), size: 12, align: "left" },
  };
}

const tips = { top: { x: 0, y: 1 }, bottom: { x: 0, y: -1 } } as const;

/** The stem of a zone, with the lines that begin at it. A lab with one zone has none. */
export function stemElements(
  { zone, stem }: Placed,
  pairs: readonly ZonePair[],
  zones: readonly Placed[],
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
          color: { column: columnName("failures", from, to), otherwise: colors.neutral },
          width: { column: columnName("width", from, to), between: [1, 9] },
          direction: { column: columnName("direction", from, to), otherwise: "none" },
          style: "animated",
        },
      ];
    });
  return [{ name: stemElement(zone.name), box: stem.box, background: zone.color, connections }];
}
