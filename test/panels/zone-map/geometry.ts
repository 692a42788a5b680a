/**
 * The geometry of an emitted map in a body of the narrowest width: what overlaps, lies outside, or has a line through it.
 * A text has the width of its letters in Inter, Grafana's font, at its size; a font without it may be a little wider.
 */
import type { DataFrame } from "@grafana/data";
import { objectAt, textAt } from "../../../src/grafana/json.js";
import type { JsonObject } from "../../../src/grafana/index.js";
import { textWidth } from "../../../src/panels/zone-map/text-width.js";
import { inside, overlap, pairs, slack, type Rectangle } from "../rectangles.js";
import { arrowhead, bodyOf, connectionsOf, elementsOf, rectangleOf, textOf, type DrawnConnection } from "./svg.js";

interface Placed {
  readonly name: string;
  readonly box: Rectangle;
  readonly isBox: boolean;
  readonly text: string;
  readonly size: number;
  readonly textBox: Rectangle;
}

function placed(element: JsonObject, panel: JsonObject, frame: DataFrame | undefined, texts?: Texts): Placed {
  const box = rectangleOf(element, bodyOf(panel));
  const config = objectAt(element, "config");
  const size = Number(config["size"]);
  const field = textAt(objectAt(config, "text"), "field");
  const text = (field === undefined ? undefined : texts?.(field)) ?? textOf(frame, objectAt(config, "text"));
  const width = textWidth(text, size);
  const align = textAt(config, "align");
  const room = box.width - width;
  const left = box.left + (align === "left" ? 0 : align === "right" ? room : room / 2);
  return {
    name: textAt(element, "name") ?? "",
    box,
    isBox: Number(objectAt(element, "border")["width"]) > 0,
    text,
    size,
    textBox: { left, top: box.top + (box.height - size * 1.2) / 2, width, height: size * 1.2 },
  };
}

/** The text of a column in place of that of the frame: the longest that it may be. */
export type Texts = (column: string) => string;

/** All faults, each in words; none for a map that reads well. */
export function geometryFaults(panel: JsonObject, frame?: DataFrame, texts?: Texts): readonly string[] {
  const all = elementsOf(panel).map((element) => placed(element, panel, frame, texts));
  const body = { left: 0, top: 0, ...bodyOf(panel) };
  const boxes = all.filter(({ isBox }) => isBox);
  const shown = all.filter(({ text }) => text !== "");
  return [
    ...all.filter(({ box }) => !inside(box, body)).map(({ name }) => `${name} is outside of the panel`),
    ...shown
      .filter(({ box, textBox }) => !inside(textBox, box))
      .map(({ name, text }) => `“${text}” is larger than ${name}`),
    ...pairs(boxes)
      .filter(([a, b]) => overlap(a.box, b.box) && !inside(a.box, b.box) && !inside(b.box, a.box))
      .map(([a, b]) => `${a.name} overlaps ${b.name}`),
    ...pairs(shown)
      .filter(([a, b]) => overlap(a.textBox, b.textBox))
      .map(([a, b]) => `“${a.text}” overlaps “${b.text}”`),
    ...shown.flatMap(({ name, text, textBox }) =>
      boxes
        .filter(({ box }) => overlap(textBox, box) && !inside(textBox, box))
        .map((box) => `“${text}” of ${name} is across the edge of ${box.name}`),
    ),
    ...shown.filter(({ size }) => size < 12).map(({ text, size }) => `“${text}” has only ${String(size)} pixels`),
    ...lineFaults(panel, boxes, shown, frame),
  ];
}

/**
 * Lines are vertical, and each ends at the edges of two boxes. A line takes as much room as at its largest width, with
 * its arrowhead, and texts keep a distance from it.
 */
function lineFaults(
  panel: JsonObject,
  boxes: readonly Placed[],
  shown: readonly Placed[],
  frame: DataFrame | undefined,
): readonly string[] {
  const connections = connectionsOf(panel, bodyOf(panel), frame);
  const boxOf = new Map(boxes.map((box) => [box.name, box]));
  const tracks = connections.map((line) => ({
    line,
    name: `the line from ${line.from} to ${line.to}`,
    ...roomOf(line),
  }));
  return [
    ...tracks.flatMap(({ line, name, shaft, head }) => {
      const { length } = arrowhead(line.widest);
      return [
        ...(Math.abs(line.x1 - line.x2) > slack ? [`${name} isn't vertical`] : []),
        ...(line.direction === "forward" ? [] : [`${name} has no arrowhead at its end only`]),
        ...(length > Math.abs(line.y1 - line.y2) / 2 ? [`the arrowhead of ${name} is longer than half of it`] : []),
        ...(isAtEdge(boxOf.get(line.from), line.x1, line.y1) ? [] : [`${name} doesn't begin at a box`]),
        ...(isAtEdge(boxOf.get(line.to), line.x2, line.y2) ? [] : [`${name} doesn't end at a box`]),
        ...boxes
          .filter(({ box }) => [shaft, head].some((part) => overlap(part, box)))
          .map((box) => `${name} goes through ${box.name}`),
        ...shown
          .filter(({ textBox }) => [shaft, head].some((part) => overlap(withDistance(part), textBox)))
          .map(({ text }) => `${name} touches “${text}”`),
      ];
    }),
    ...pairs(tracks)
      .filter(([a, b]) => [a.shaft, a.head].some((one) => [b.shaft, b.head].some((two) => overlap(one, two))))
      .map(([a, b]) => `${a.name} overlaps ${b.name}`),
  ];
}

/** The rectangles of a line and of its arrowhead. */
function roomOf({ x1, y1, x2, y2, widest }: DrawnConnection): { readonly shaft: Rectangle; readonly head: Rectangle } {
  const { length, halfWidth } = arrowhead(widest);
  const inset = 2 * slack;
  const shaft = {
    left: Math.min(x1, x2) - widest / 2,
    top: Math.min(y1, y2) + inset,
    width: Math.abs(x1 - x2) + widest,
    height: Math.abs(y1 - y2) - 2 * inset,
  };
  const top = y2 > y1 ? y2 - length - inset : y2 + inset;
  return { shaft, head: { left: x2 - halfWidth, top, width: 2 * halfWidth, height: length } };
}

const isAtEdge = (placed: Placed | undefined, x: number, y: number): boolean => {
  if (placed === undefined) return false;
  const { left, top, width, height } = placed.box;
  const onEdge = Math.min(Math.abs(y - top), Math.abs(y - top - height)) <= slack;
  return onEdge && x >= left - slack && x <= left + width + slack;
};

/** Between a line or arrowhead and a text beside it. */
const clear = 2;

const withDistance = ({ left, top, width, height }: Rectangle): Rectangle => ({
  left: left - clear,
  top,
  width: width + 2 * clear,
  height,
});
