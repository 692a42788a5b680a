/** Draws a canvas as SVG, roughly as Grafana does, for people to look at and for tests that ask where a line runs. */
import type { DataFrame, Field } from "@grafana/data";
import { objectAt, objectsAt, textAt } from "../../../src/grafana/json.js";
import type { JsonObject } from "../../../src/grafana/index.js";
import { grafana } from "../../grafana/engine.js";
import type { Rectangle, Size } from "../rectangles.js";

export interface DrawnConnection {
  readonly from: string;
  readonly to: string;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly color: string;
  readonly width: number;
  /** The width that it has at most. */
  readonly widest: number;
  readonly direction: string;
  readonly animated: boolean;
}

/** The body of a panel in pixels: Grafana's grid has lines of 38 with gaps of 8, and title and padding take 48. */
export const bodyOf = (panel: JsonObject, width = 1180): Size => ({
  width,
  height: Number(objectAt(panel, "gridPos")["h"]) * 38 - 8 - 48,
});

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

export function textOf(frame: DataFrame | undefined, dimension: JsonObject): string {
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
          widest: Number(objectAt(connection, "size")["max"]),
          direction: directionOf(frame, objectAt(connection, "direction")),
          animated: objectAt(connection, "lineStyle")["animate"] === true,
        },
      ];
    }),
  );
}

const isEmpty = (object: JsonObject) => Object.keys(object).length === 0;

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
  const background = colorOf(frame, { fixed: "transparent", ...objectAt(objectAt(element, "background"), "color") });
  const box = [
    `<rect x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}"`,
    ` rx="${Number(border["radius"] ?? 0)}" fill="${background}"`,
    ` stroke="${isEmpty(border) ? "none" : colorOf(frame, objectAt(border, "color"))}" stroke-width="${Number(border["width"] ?? 0)}"/>`,
  ];
  const drawn = [
    `<text x="${round(x)}" y="${round(top + height / 2 + font * 0.35)}" font-size="${font}" text-anchor="${anchor}"`,
    ` fill="${colorOf(frame, { fixed: "text", ...objectAt(config, "color") })}">${text}</text>`,
  ];
  const isBox = background !== "rgba(0,0,0,0)" || Number(border["width"] ?? 0) > 0;
  return [...(isBox ? box : []), ...(text === "" ? [] : drawn)].join("");
}

/** Grafana's arrowhead for a width of the line. */
export const arrowhead = (width: number) => ({ length: 10 * width, halfWidth: 3.5 * width });

function connectionSvg({ x1, y1, x2, y2, color, width, direction, animated }: DrawnConnection): string {
  const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const ends = {
    forward: [[x2, y2, 0]],
    reverse: [[x1, y1, 180]],
    both: [
      [x2, y2, 0],
      [x1, y1, 180],
    ],
  } as const;
  const heads = direction in ends ? ends[direction as keyof typeof ends] : [];
  const { length, halfWidth } = arrowhead(width);
  return [
    `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${color}"`,
    ` stroke-width="${round(width)}"${animated ? ' stroke-dasharray="8 8"' : ""}/>`,
    ...heads.map(
      ([x, y, turn]) =>
        `<path d="M0 0l${round(-length)}-${round(halfWidth)}v${round(2 * halfWidth)}z" fill="${color}"` +
        ` transform="translate(${round(x)} ${round(y)}) rotate(${round(angle + turn)})"/>`,
    ),
  ].join("");
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** The panel as SVG, by the columns of the frame. */
export function svgOf(panel: JsonObject, size: Size, frame?: DataFrame): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" font-family="Inter, Helvetica, Arial, sans-serif">`,
    `<rect width="100%" height="100%" fill="${theme.visualization.getColorByName("panel-bg")}"/>`,
    ...elementsOf(panel).map((element) => elementSvg(element, size, frame)),
    ...connectionsOf(panel, size, frame).map(connectionSvg),
    "</svg>",
  ].join("\n");
}
