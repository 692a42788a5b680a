/** The boxes of zones with their figures, and the lines between zones and bars. */
import { canvasLink, type Box, type CanvasConnection, type CanvasElement } from "../../grafana/index.js";
import type { Lab } from "../../lab/index.js";
import { colors } from "../tokens.js";
import { barElement } from "./bar-elements.js";
import { columnName, type Flow } from "./columns.js";
import { caption, textSize, titleWithHealth, value, zoneElement } from "./elements.js";
import { headingElement, itemElements, moreElement } from "./item-elements.js";
import type { LinkedItem, MapTargets } from "./items.js";
import type { PlacedZone, Slot } from "./layout.js";
import { textWidth } from "./text-width.js";
import { zoneSize } from "./zone-shape.js";

export type ColoredZone = Lab["zones"][number] & { readonly color: string };
type Placed = PlacedZone<ColoredZone, LinkedItem>;

const { padding, title, figure } = zoneSize;
/** From left to right in their rows, in pixels. */
const at = { active: 76, busiest: 48, in: 14, outCaption: 83, out: 104 } as const;
/** Figures of a wide zone stay together. */
const figuresWidth = zoneSize.narrowest - 2 * padding;

/** A zone and its lines. Only zones with services have a line from Traefik. */
export interface ZoneLines {
  readonly placed: Placed;
  readonly serves: boolean;
}

/** The box of a zone with its title, health, clients and traffic. The box is above them, so that it takes all clicks. */
export function zoneElements(lines: ZoneLines, { zones }: MapTargets): CanvasElement[] {
  const { zone, box, more, headings, items } = lines.placed;
  return [
    ...titleWithHealth(
      { ...zone, kind: "zone" },
      { left: box.left + padding, top: box.top + title.top, width: box.width - 2 * padding, height: title.height },
      { size: textSize.title },
    ),
    ...figureElements(lines.placed),
    ...headings.map((heading) => headingElement(zone.name, heading)),
    ...(more === undefined ? [] : [moreElement(zone.name, more)]),
    {
      name: zoneElement(zone.name),
      box,
      background: `${zone.color}1a`,
      border: { color: zone.color, width: 2, radius: 6 },
      link: canvasLink({ title: zone.title, to: zones, set: { zone: zone.name } }),
      connections: connectionsOf(lines, "zone"),
    },
    ...lineTexts(lines),
    ...items.flatMap(itemElements),
  ];
}

/** Clients and how many of them are active, the busiest, and traffic in and out. */
function figureElements({ zone: { name }, box }: Placed): CanvasElement[] {
  const row = (index: number): Box => ({
    left: box.left + padding,
    top: box.top + title.top + title.height + index * figure,
    width: figuresWidth,
    height: figure,
  });
  const part = (of: Box, from: number, to: number = figuresWidth): Box => ({
    ...of,
    left: of.left + from,
    width: to - from,
  });
  const [clients, busiest, traffic] = [row(0), row(1), row(2)];
  const unused = { otherwise: "no traffic" } as const;
  return [
    value(["known", name], part(clients, 0, at.active), { otherwise: "no clients" }),
    value(["active", name], part(clients, at.active), { otherwise: "" }),
    caption(`caption of busiest ${name}`, part(busiest, 0, at.busiest), "busiest"),
    value(["busiest", name], part(busiest, at.busiest), { otherwise: "none" }),
    caption(`caption of in ${name}`, part(traffic, 0, at.in), "in"),
    value(["in", name], part(traffic, at.in, at.outCaption), unused),
    caption(`caption of out ${name}`, part(traffic, at.outCaption, at.out), "out"),
    value(["out", name], part(traffic, at.out), unused),
  ];
}

interface FlowLine {
  readonly flow: Flow;
  /** From the longest to the shortest; the first that has room is shown. */
  readonly words: readonly string[];
  readonly fromZone: boolean;
}

const flowLines: readonly FlowLine[] = [
  { flow: "http", words: ["asks by HTTP", "asks HTTP"], fromZone: true },
  { flow: "dns", words: ["asks by DNS"], fromZone: true },
  { flow: "served", words: ["answers HTTP", "answers"], fromZone: false },
];

/** The bounds of a line's width: its arrowhead is ten times as long and seven times as wide. */
export const lineWidth = [0.75, 2] as const;

/** Distance of a line from the left edge of its slot, and of its texts from the line: clear of the arrowhead. */
const lineAt = 10;
const besideLine = 12;
const textLine = { caption: 16, value: 16 } as const;

const drawnLines = ({ placed, serves }: ZoneLines) =>
  flowLines
    .filter(({ flow }) => flow !== "served" || serves)
    .map((line) => ({ ...line, slot: placed.slots[line.flow] }));

/** The lines that begin at the zone, or those that end at it, which begin at the bar of their slot. */
export function connectionsOf(zone: ZoneLines, from: "zone" | "bar"): readonly CanvasConnection[] {
  return drawnLines(zone)
    .filter(({ fromZone }) => fromZone === (from === "zone"))
    .map(({ flow, slot, fromZone }) => connection(zone.placed, flow, slot, fromZone));
}

function connection(
  { zone, box }: Placed,
  flow: Flow,
  { box: slot, bar }: Slot<LinkedItem>,
  fromZone: boolean,
): CanvasConnection {
  const x = slot.left + lineAt;
  const across = ({ left, width }: Box) => ((x - left) / width) * 2 - 1;
  const isAbove = bar.box.top < box.top;
  const atZone = { x: across(box), y: isAbove ? 1 : -1 };
  const atBar = { x: across(bar.box), y: isAbove ? -1 : 1 };
  return {
    to: fromZone ? barElement(bar) : zoneElement(zone.name),
    from: fromZone ? atZone : atBar,
    at: fromZone ? atBar : atZone,
    color: { column: columnName("failures", flow, zone.name), otherwise: colors.neutral },
    width: { column: columnName("width", flow, zone.name), between: lineWidth },
    direction: "forward",
    style: "solid",
  };
}

/** Beside each line its flow and how much there is per minute; beside that of DNS also the share that is blocked. */
function lineTexts(zone: ZoneLines): readonly CanvasElement[] {
  const { name } = zone.placed.zone;
  return drawnLines(zone).flatMap(({ flow, words, slot: { box: slot } }) => {
    const all = slot.width - lineAt - besideLine;
    const top = slot.top + (slot.height - textLine.caption - textLine.value) / 2;
    const left = slot.left + lineAt + besideLine;
    const width = flow === "dns" ? queriesWidth : all;
    const first = { left, top, width, height: textLine.caption };
    const second = { left, top: top + textLine.caption, width, height: textLine.value };
    const fitting = words.find((text) => textWidth(text, textSize.usual) <= width) ?? words.at(-1) ?? "";
    const beside = { left: left + width, width: all - width };
    return [
      caption(`caption of ${flow} ${name}`, first, fitting),
      value(["rate", flow, name], second, { otherwise: "none" }),
      ...(flow === "dns"
        ? [
            caption(`caption of blocked ${name}`, { ...first, ...beside }, "blocked"),
            value(["blocked", name], { ...second, ...beside }, { otherwise: "no queries" }),
          ]
        : []),
    ];
  });
}

/** Of the number of queries: the share of blocked ones is right of it. */
const queriesWidth = 86;
