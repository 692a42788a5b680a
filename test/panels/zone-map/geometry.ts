/**
 * The geometry of an emitted map in a body of the narrowest width: what overlaps, lies outside, or has a line through it.
 * A text has the width of its letters in Inter, Grafana's font, at its size; a font without it may be a little wider.
 */
import type { DataFrame } from "@grafana/data";
import { objectAt, textAt } from "../../../src/grafana/json.js";
import type { JsonObject } from "../../../src/grafana/index.js";
import { textWidth } from "../../../src/panels/zone-map/text-width.js";
import { inside, overlap, pairs, slack, type Rectangle } from "../rectangles.js";
import { bodyOf, connectionsOf, elementsOf, rectangleOf, textOf } from "./svg.js";

interface Placed {
  readonly name: string;
  readonly box: Rectangle;
  readonly isBox: boolean;
  readonly text: string;
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
    ...lineFaults(panel, boxes, shown, frame),
  ];
}

/** Lines are vertical; one takes as much room as its arrowhead at its largest width. */
function lineFaults(
  panel: JsonObject,
  boxes: readonly Placed[],
  shown: readonly Placed[],
  frame: DataFrame | undefined,
): readonly string[] {
  const body = bodyOf(panel);
  return connectionsOf(panel, body, frame).flatMap(({ from, to, x1, y1, x2, y2 }) => {
    const line = `the line from ${from} to ${to}`;
    const track = {
      left: Math.min(x1, x2) - widestLine / 2,
      top: Math.min(y1, y2) + slack,
      width: Math.abs(x1 - x2) + widestLine,
      height: Math.abs(y1 - y2) - 2 * slack,
    };
    return [
      ...(Math.abs(x1 - x2) > slack ? [`${line} isn't vertical`] : []),
      ...(track.height < 30 ? [`${line} is too short`] : []),
      ...boxes.filter(({ box }) => overlap(track, box)).map(({ name }) => `${line} goes through ${name}`),
      ...shown.filter(({ textBox }) => overlap(track, textBox)).map(({ text }) => `${line} goes through “${text}”`),
    ];
  });
}

/** In pixels, with its arrowhead. */
const widestLine = 15;
