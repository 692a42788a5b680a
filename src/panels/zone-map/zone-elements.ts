/** The boxes of zones with their figures, and the lines between zones and the hub. */
import { canvasLink, type Box, type CanvasConnection, type CanvasElement } from "../../grafana/index.js";
import type { Lab } from "../../lab/index.js";
import { colors } from "../tokens.js";
import { columnName, type Flow } from "./columns.js";
import { caption, healthMark, hubElement, label, textSize, value, zoneElement } from "./elements.js";
import { moreElement } from "./item-elements.js";
import type { MapTargets } from "./items.js";
import type { PlacedZone } from "./layout.js";
import { textWidth } from "./text-width.js";

export type ColoredZone = Lab["zones"][number] & { readonly color: string };
type Placed = PlacedZone<ColoredZone>;

const padding = 8;
const markWidth = 18;
const captionWidth = { clients: 46, in: 16, out: 22, blocked: 66 } as const;
/** Figures of a wide zone stay together. */
const widestFigures = 260;
const line = { title: 22, usual: 18 } as const;

/** The box of a zone with its title, health, clients and traffic. The box is on top, so that it takes all clicks. */
export function zoneElements(lines: ZoneLines, { zones }: MapTargets): CanvasElement[] {
  const { placed } = lines;
  const { zone, box, more } = placed;
  return [
    ...titleElements(placed),
    ...figureElements(placed),
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
  ];
}

function titleElements({ zone, box }: Placed): CanvasElement[] {
  const title = { left: box.left + padding, top: box.top + 4, width: box.width - 2 * padding, height: line.title };
  return [
    label(`title of zone ${zone.name}`, { ...title, width: title.width - markWidth }, zone.title, {
      size: textSize.title,
    }),
    healthMark("zone", zone.name, { ...title, left: title.left + title.width - markWidth, width: markWidth }),
  ];
}

/** Clients and how many of them are active, the busiest; traffic in, out, and the share of blocked queries. */
function figureElements({ zone: { name }, box }: Placed): CanvasElement[] {
  const part = (row: number, from: number, to: number): Box => {
    const width = Math.min(box.width - 2 * padding, widestFigures);
    return {
      left: box.left + padding + from * width,
      top: box.top + 4 + line.title + row * line.usual,
      width: (to - from) * width,
      height: line.usual,
    };
  };
  const after = (start: Box, width: number): Box => ({
    ...start,
    left: start.left + width,
    width: start.width - width,
  });
  const [clients, busiest, blocked] = [part(0, 0, 1), part(1, 0, 1), part(3, 0, 1)];
  const [into, out] = [part(2, 0, 0.5), part(2, 0.5, 1)];
  const [known, active] = [
    { ...after(clients, captionWidth.clients), width: 62 },
    after(clients, captionWidth.clients + 62),
  ];
  const small = { otherwise: "no traffic", size: textSize.rate } as const;
  return [
    caption(`caption of clients ${name}`, { ...clients, width: captionWidth.clients }, "clients"),
    value(["known", name], known, { otherwise: "none", size: textSize.rate }),
    value(["active", name], active, { otherwise: "", size: textSize.rate }),
    caption(`caption of busiest ${name}`, { ...busiest, width: captionWidth.clients }, "busiest"),
    value(["busiest", name], after(busiest, captionWidth.clients), { otherwise: "none" }),
    caption(`caption of in ${name}`, { ...into, width: captionWidth.in }, "in"),
    value(["in", name], after(into, captionWidth.in), small),
    caption(`caption of out ${name}`, { ...out, width: captionWidth.out }, "out"),
    value(["out", name], after(out, captionWidth.out), small),
    caption(`caption of blocked ${name}`, { ...blocked, width: captionWidth.blocked }, "DNS blocked"),
    value(["blocked", name], after(blocked, captionWidth.blocked), { otherwise: "no queries" }),
  ];
}

interface FlowLine {
  readonly flow: Flow;
  /** From the longest to the shortest; the first that has room is shown. */
  readonly words: readonly string[];
  readonly toHub: boolean;
}

/** From left to right: requests and DNS queries to the hub, and requests from it to the services of the zone. */
const flowLines: readonly FlowLine[] = [
  { flow: "http", words: ["asks by HTTP", "HTTP"], toHub: true },
  { flow: "dns", words: ["asks by DNS", "DNS"], toHub: true },
  { flow: "served", words: ["answers HTTP", "serves"], toHub: false },
];

/** Distance of a line from the left edge of its slot, and of its texts from the line. */
const lineAt = 8;
const besideLine = 9;
const textLine = { caption: 14, value: 16 } as const;

/** A zone and its lines. Only zones with services have a line from the hub. */
export interface ZoneLines {
  readonly placed: Placed;
  readonly hub: Box;
  readonly serves: boolean;
}

const drawnLines = ({ placed, serves }: ZoneLines) =>
  flowLines.flatMap((line, index) => {
    const slot = placed.slots[index];
    return slot === undefined || (line.flow === "served" && !serves) ? [] : [{ ...line, slot }];
  });

/** The lines that begin at the zone, or those that begin at the hub. */
export function connectionsOf(zone: ZoneLines, from: "zone" | "hub"): readonly CanvasConnection[] {
  const { zone: of, box, above } = zone.placed;
  return drawnLines(zone)
    .filter(({ toHub }) => toHub === (from === "zone"))
    .map(({ flow, slot, toHub }): CanvasConnection => {
      const x = slot.left + lineAt;
      const across = ({ left, width }: Box) => ((x - left) / width) * 2 - 1;
      const atZone = { x: across(box), y: above ? -1 : 1 };
      const atHub = { x: across(zone.hub), y: above ? 1 : -1 };
      return {
        to: toHub ? hubElement : zoneElement(of.name),
        from: toHub ? atZone : atHub,
        at: toHub ? atHub : atZone,
        color: { column: columnName("failures", flow, of.name), otherwise: colors.neutral },
        width: { column: columnName("width", flow, of.name), between: [0.5, 6] },
        direction: "forward",
        style: "solid",
      };
    });
}

/** Beside each line its flow with an arrow, and how much there is per second. */
export function lineTexts(zone: ZoneLines): readonly CanvasElement[] {
  const { zone: of, above } = zone.placed;
  return drawnLines(zone).flatMap(({ flow, words, slot, toHub }) => {
    const width = slot.width - lineAt - besideLine;
    const box = {
      left: slot.left + lineAt + besideLine,
      top: slot.top + (slot.height - textLine.caption - textLine.value) / 2,
      width,
      height: textLine.caption,
    };
    const arrow = toHub === above ? "↓" : "↑";
    const texts = words.map((word) => `${arrow} ${word}`);
    const fitting = texts.find((text) => textWidth(text, textSize.small) <= width) ?? texts.at(-1) ?? "";
    return [
      caption(`caption of ${flow} ${of.name}`, box, fitting),
      value(
        ["rate", flow, of.name],
        { ...box, top: box.top + textLine.caption, height: textLine.value },
        { otherwise: "none", size: textSize.rate },
      ),
    ];
  });
}
