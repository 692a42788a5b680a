/** Draws a node graph with positions as SVG, roughly as Grafana does, for people to look at. */
import { grafana } from "../../grafana/engine.js";
import type { JsonObject } from "../../../src/grafana/index.js";
import { objectAt, objectsAt, textAt } from "../../../src/grafana/json.js";
import { bodyOf, circleOf, type Circle } from "./geometry.js";
import type { Graph, GraphRow } from "./drawn-graph.js";

const theme = grafana.createTheme({ colors: { mode: "dark" } });
const color = (name: string) => theme.visualization.getColorByName(name);

const round = (value: number): number => Math.round(value * 100) / 100;
const escaped = (text: string) => text.replace(/[<>&]/g, (one) => `&#${String(one.charCodeAt(0))};`);

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Texts longer than this are cut by Grafana. */
const longest = 17;

export function svgOf(panel: JsonObject, graph: Graph): string {
  const body = bodyOf(panel);
  const circles = new Map(graph.nodes.map((node) => [node.id, circleOf(node, body)]));
  const options = objectAt(objectAt(panel, "options"), "nodes");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(body.width)}" height="${String(body.height)}" font-family="Inter, Helvetica, Arial, sans-serif" font-size="12" text-anchor="middle">`,
    `<rect width="100%" height="100%" fill="${color("panel-bg")}"/>`,
    ...graph.edges.map((edge) => lineOf(edge, circles)),
    ...graph.nodes.map((node) => nodeOf(node, circles, options)),
    "</svg>",
  ].join("\n");
}

function lineOf(edge: Graph["edges"][number], circles: ReadonlyMap<string, Circle>): string {
  const [from, to] = [circles.get(edge.source), circles.get(edge.target)];
  if (from === undefined || to === undefined) return "";
  const width = Number(edge["thickness"] ?? 1);
  const stroke = textOf(edge["color"]) || color("gray");
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const at = ({ x, y, radius }: Circle, sign: number, more: number) => [
    round(x + sign * Math.cos(angle) * (radius + more)),
    round(y + sign * Math.sin(angle) * (radius + more)),
  ];
  const head = 5 + 2 * width;
  const [x1, y1] = at(from, 1, 4);
  const [x2, y2] = at(to, -1, 4 + head);
  const dashes = edge["strokedasharray"] === undefined ? "" : ` stroke-dasharray="${textOf(edge["strokedasharray"])}"`;
  return (
    `<line x1="${String(x1)}" y1="${String(y1)}" x2="${String(x2)}" y2="${String(y2)}" stroke="${stroke}" stroke-width="${String(round(width))}"${dashes}/>` +
    `<path d="M${String(round(head))} 0l${String(round(-head))}-${String(round(head / 2))}v${String(round(head))}z" fill="${stroke}" transform="translate(${String(x2)} ${String(y2)}) rotate(${String(round((angle * 180) / Math.PI))})"/>`
  );
}

function nodeOf(node: GraphRow, circles: ReadonlyMap<string, Circle>, options: JsonObject): string {
  const circle = circles.get(node.id);
  if (circle === undefined) return "";
  const { x, y, radius, texts } = circle;
  const at = (text: string, top: number, size: number, fill: string) =>
    text === ""
      ? ""
      : `<text x="${String(round(x))}" y="${String(round(top))}" font-size="${String(size)}" fill="${fill}">${escaped(text)}</text>`;
  const cut = (text: unknown) => {
    const full = textOf(text);
    return full.length > longest ? `${full.slice(0, longest - 1)}…` : full;
  };
  const secondary =
    node["secondarystat"] === undefined ? "" : statistic(node["secondarystat"], textAt(options, "secondaryStatUnit"));
  return [
    `<circle cx="${String(round(x))}" cy="${String(round(y))}" r="${String(radius)}" fill="${color("panel-bg")}"/>`,
    ...arcsOf(node, circle, objectsAt(options, "arcs")),
    at(
      statistic(node["mainstat"] ?? 0, textAt(options, "mainStatUnit")),
      secondary === "" ? y + 4 : y - 3,
      10,
      color("text"),
    ),
    at(secondary, y + 10, 10, color("text")),
    at(cut(node["title"]), texts.top + 12, 12, color("text")),
    at(cut(node["subtitle"]), texts.top + 28, 11, color("rgba(204, 204, 220, 0.65)")),
  ].join("");
}

const statistic = (value: unknown, unit = ""): string =>
  typeof value === "number" ? `${value.toFixed(2)} ${unit}`.trim() : String(value);

/** The ring: each arc a part of the circumference, from the top. */
function arcsOf(node: GraphRow, { x, y, radius }: Circle, arcs: readonly JsonObject[]): readonly string[] {
  const length = 2 * Math.PI * radius;
  const given = arcs.map((arc) => ({
    share: Number(node[textAt(arc, "field") ?? ""] ?? 0),
    stroke: color(textAt(arc, "color") ?? ""),
  }));
  const shown = given.some(({ share }) => share > 0) ? given : [{ share: 1, stroke: color("gray") }];
  let from = 0;
  return shown.flatMap(({ share, stroke }) => {
    const start = from;
    from += share;
    return share <= 0
      ? []
      : [
          `<circle cx="${String(round(x))}" cy="${String(round(y))}" r="${String(radius)}" fill="none" stroke="${stroke}" stroke-width="2" stroke-dasharray="${String(round(share * length))} ${String(round(length))}" transform="rotate(${String(round(360 * start - 90))} ${String(round(x))} ${String(round(y))})"/>`,
        ];
  });
}
