/**
 * The geometry of a node graph with positions, as Grafana draws it: circles with their title and subtitle below, straight
 * lines between them, and the legend and the buttons for zooming, which cover a corner each.
 */
import { objectAt } from "../../../src/grafana/json.js";
import type { JsonObject } from "../../../src/grafana/index.js";
import { inside, overlap, pairs, type Rectangle, type Size } from "../rectangles.js";
import type { Graph, GraphRow } from "./drawn-graph.js";

/** The narrowest body of a panel of the whole width: beside the open menu on a screen of 1,366 pixels. */
const narrowest = 1180;
const grid = { columns: 24, line: 38, gap: 8, frame: 60 } as const;

/** Grafana 12 cuts texts at this width, and earlier ones at 100. The first line begins below the circle. */
const label = { width: 140, line: 16, below: 8 } as const;

/** What Grafana draws over the graph, in the corners at the bottom. */
const legend: Size = { width: 400, height: 50 };
const buttons: Size = { width: 70, height: 80 };

/** What lines keep from circles that aren't their ends. */
const clearance = 2;

export function bodyOf(panel: JsonObject): Size {
  const { w, h } = objectAt(panel, "gridPos");
  const share = Number(w) / grid.columns;
  return {
    width: share * (narrowest + grid.gap + 16) - grid.gap - 16,
    height: Number(h) * grid.line - grid.frame,
  };
}

export interface Circle {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly texts: Rectangle;
}

/** The circle of a node with its texts, relative to the upper left corner of the body. */
export function circleOf(node: GraphRow, { width, height }: Size): Circle {
  const [x, y, radius] = ["fixedx", "fixedy", "noderadius"].map((field) => node[field]);
  if (typeof x !== "number" || typeof y !== "number" || typeof radius !== "number")
    throw new Error(`${node.id} has no position`);
  const lines = ["title", "subtitle"].filter((field) => node[field] !== undefined).length;
  const center = { x: width / 2 + x, y: height / 2 + y };
  return {
    id: node.id,
    ...center,
    radius,
    texts: {
      left: center.x - label.width / 2,
      top: center.y + radius + label.below,
      width: label.width,
      height: lines * label.line,
    },
  };
}

const boxOf = ({ x, y, radius }: Circle): Rectangle => ({
  left: x - radius,
  top: y - radius,
  width: 2 * radius,
  height: 2 * radius,
});

export interface GeometryFaults {
  /** Nodes and texts that overlap or are outside, each in words. */
  readonly nodes: readonly string[];
  /** Lines through the circle of a third node. */
  readonly lines: readonly string[];
  /** Lines behind the texts of a third node, which Grafana draws above them. */
  readonly behindTexts: readonly string[];
}

export function geometryFaults(panel: JsonObject, { nodes, edges }: Graph): GeometryFaults {
  const body = bodyOf(panel);
  const circles = nodes.map((node) => circleOf(node, body));
  const covered = [
    { left: 0, top: body.height - legend.height, ...legend },
    { left: body.width - buttons.width, top: body.height - buttons.height, ...buttons },
  ];
  const whole = { left: 0, top: 0, ...body };
  const parts = circles.map((circle) => ({ id: circle.id, boxes: [boxOf(circle), circle.texts] }));
  const byId = new Map(circles.map((circle) => [circle.id, circle]));
  const passed = edges.flatMap(({ source, target }) => {
    const [from, to] = [byId.get(source), byId.get(target)];
    if (from === undefined || to === undefined || from === to) return [];
    const third = circles.filter((circle) => circle !== from && circle !== to);
    const line = `the line from ${source} to ${target}`;
    return third.map((circle) => ({
      line: `${line} goes through ${circle.id}`,
      through: distance(from, to, circle) < circle.radius + clearance,
      behind: crosses(from, to, circle.texts),
    }));
  });
  return {
    nodes: [
      ...parts.filter(({ boxes }) => boxes.some((box) => !inside(box, whole))).map(({ id }) => `${id} is outside`),
      ...parts
        .filter(({ boxes }) => boxes.some((box) => covered.some((one) => overlap(box, one))))
        .map(({ id }) => `${id} is below the legend or the buttons`),
      ...pairs(parts)
        .filter(([a, b]) => a.boxes.some((one) => b.boxes.some((other) => overlap(one, other))))
        .map(([a, b]) => `${a.id} overlaps ${b.id}`),
    ],
    lines: passed.filter(({ through }) => through).map(({ line }) => line),
    behindTexts: passed.filter(({ behind }) => behind).map(({ line }) => line),
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The distance of a point from a line between two others. */
function distance(from: Point, to: Point, point: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((point.x - from.x) * dx + (point.y - from.y) * dy) / (dx * dx + dy * dy);
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(from.x + at * dx - point.x, from.y + at * dy - point.y);
}

/** Whether a line goes through a rectangle: the part of it that lies within both pairs of sides is not empty. */
function crosses(from: Point, to: Point, { left, top, width, height }: Rectangle): boolean {
  const range = (start: number, end: number, low: number, high: number): readonly [number, number] => {
    if (start === end) return start > low && start < high ? [0, 1] : [1, 0];
    const [a, b] = [(low - start) / (end - start), (high - start) / (end - start)];
    return [Math.min(a, b), Math.max(a, b)];
  };
  const x = range(from.x, to.x, left, left + width);
  const y = range(from.y, to.y, top, top + height);
  return Math.max(0, x[0], y[0]) < Math.min(1, x[1], y[1]);
}
