/** Draws a canvas as SVG, roughly as Grafana does, for people to look at and for tests that ask where a line runs. */
import type { DataFrame, Field } from "@grafana/data";
import { objectAt, objectsAt, textAt } from "../../../src/grafana/json.js";
import type { JsonObject } from "../../../src/grafana/index.js";
import { grafana } from "../../grafana/engine.js";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rectangle extends Size {
  readonly left: number;
  readonly top: number;
}

export interface DrawnConnection {
  readonly from: string;
  readonly to: string;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly color: string;
  readonly width: number;
  readonly direction: string;
  readonly animated: boolean;
}

const theme = grafana.createTheme({ colors: { mode: "dark" } });

export const elementsOf = (panel: JsonObject): readonly JsonObject[] =>
  objectsAt(objectAt(objectAt(panel, "options"), "root"), "elements");

/** The place of an element with the constraint `scale` on a canvas of this size. */
export function rectangleOf(element: JsonObject, { width, height }: Size): Rectangle {
  const { left, right, top, bottom } = objectAt(element, "placement");
  const part = (percent: unknown, whole: number) => (Number(percent) / 100) * whole;
  return {
    left: part(left, width),
    top: part(top, height),
    width: width - part(left, width) - part(right, width),
    height: height - part(top, height) - part(bottom, height),
  };
}

function fieldOf(frame: DataFrame | undefined, dimension: JsonObject): Field | undefined {
  const name = textAt(dimension, "field");
  return name === undefined ? undefined : frame?.fields.find((field) => field.name === name);
}

/** The color of a dimension: that of the value by thresholds and mappings of the field, else the fixed one. */
function colorOf(frame: DataFrame | undefined, dimension: JsonObject): string {
  const field = fieldOf(frame, dimension);
  if (field === undefined) return theme.visualization.getColorByName(textAt(dimension, "fixed") ?? "");
  return grafana.getDisplayProcessor({ field, theme })(field.values.at(-1)).color ?? "#ccc";
}

function textOf(frame: DataFrame | undefined, dimension: JsonObject): string {
  const field = fieldOf(frame, dimension);
  if (dimension["mode"] !== "field" || field === undefined) return textAt(dimension, "fixed") ?? "";
  return grafana.formattedValueToString(grafana.getDisplayProcessor({ field, theme })(field.values.at(-1)));
}

/** A size between the bounds, in proportion to the value between minimum and maximum of the field. */
function sizeOf(frame: DataFrame | undefined, dimension: JsonObject): number {
  const field = fieldOf(frame, dimension);
  if (field === undefined) return Number(dimension["fixed"]);
  const { min, delta } = grafana.getMinMaxAndDelta(field);
  const [smallest, largest] = [Number(dimension["min"]), Number(dimension["max"])];
  if (typeof min !== "number" || !delta || delta <= 0) return smallest;
  return smallest + ((Number(field.values.at(-1)) - min) / delta) * (largest - smallest);
}

function directionOf(frame: DataFrame | undefined, dimension: JsonObject): string {
  const field = fieldOf(frame, dimension);
  if (dimension["mode"] !== "field" || field === undefined) return textAt(dimension, "fixed") ?? "forward";
  const value = Number(field.values.at(-1));
  return value > 0 ? "forward" : value < 0 ? "reverse" : value === 0 ? "none" : "forward";
}

/** All connections with both ends, by the columns of the frame. */
export function connectionsOf(panel: JsonObject, size: Size, frame?: DataFrame): readonly DrawnConnection[] {
  const elements = elementsOf(panel);
  const byName = new Map(elements.map((element) => [textAt(element, "name") ?? "", element]));
  const point = (element: JsonObject, at: JsonObject) => {
    const { left, top, width, height } = rectangleOf(element, size);
    return {
      x: left + width / 2 + (Number(at["x"]) * width) / 2,
      y: top + height / 2 - (Number(at["y"]) * height) / 2,
    };
  };
  return elements.flatMap((element) =>
    objectsAt(element, "connections").flatMap((connection) => {
      const to = textAt(connection, "targetName") ?? "";
      const target = byName.get(to);
      if (target === undefined) return [];
      const start = point(element, objectAt(connection, "source"));
      const end = point(target, objectAt(connection, "target"));
      return [
        {
          from: textAt(element, "name") ?? "",
          to,
          x1: start.x,
          y1: start.y,
          x2: end.x,
          y2: end.y,
          color: colorOf(frame, objectAt(connection, "color")),
          width: sizeOf(frame, objectAt(connection, "size")),
          direction: directionOf(frame, objectAt(connection, "direction")),
          animated: objectAt(connection, "lineStyle")["animate"] === true,
        },
      ];
    }),
  );
}

const escape = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${String(letter.charCodeAt(0))};`);

function elementSvg(element: JsonObject, size: Size, frame: DataFrame | undefined): string {
  const { left, top, width, height } = rectangleOf(element, size);
  const border = objectAt(element, "border");
  const config = objectAt(element, "config");
  const text = escape(textOf(frame, objectAt(config, "text")));
  const anchors = { left: ["start", left], right: ["end", left + width] } as const;
  const align = textAt(config, "align");
  const [anchor, x] = align === "left" || align === "right" ? anchors[align] : ["middle", left + width / 2];
  const font = Number(config["size"]);
  return [
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="${Number(border["radius"])}"`,
    ` fill="${colorOf(frame, objectAt(objectAt(element, "background"), "color"))}"`,
    ` stroke="${colorOf(frame, objectAt(border, "color"))}" stroke-width="${Number(border["width"])}"/>`,
    `<text x="${x}" y="${top + height / 2 + font * 0.35}" font-size="${font}" text-anchor="${anchor}"`,
    ` fill="${colorOf(frame, objectAt(config, "color"))}">${text}</text>`,
  ].join("");
}

function connectionSvg({ x1, y1, x2, y2, color, width, direction, animated }: DrawnConnection): string {
  const ends = {
    forward: [[x2, y2, 0]],
    reverse: [[x1, y1, 180]],
    both: [
      [x2, y2, 0],
      [x1, y1, 180],
    ],
  } as const;
  const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const heads = direction in ends ? ends[direction as keyof typeof ends] : [];
  return [
    `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}" stroke-width="${width}"`,
    ` stroke-dasharray="${animated ? "8 8" : "3"}"/>`,
    ...heads.map(
      ([x, y, turn]) =>
        `<path d="M0 0l-12-5v10z" fill="${color}" transform="translate(${x} ${y}) rotate(${angle + turn})"/>`,
    ),
  ].join("");
}

/** The panel as SVG, by the columns of the frame. */
export function svgOf(panel: JsonObject, size: Size, frame?: DataFrame): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" font-family="sans-serif">`,
    `<rect width="100%" height="100%" fill="${theme.visualization.getColorByName("panel-bg")}"/>`,
    ...connectionsOf(panel, size, frame).map(connectionSvg),
    ...elementsOf(panel).map((element) => elementSvg(element, size, frame)),
    "</svg>",
  ].join("\n");
}
