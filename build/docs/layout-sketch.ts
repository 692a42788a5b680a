/** A sketch of a dashboard's layout as SVG: place, title and type of each panel. */
import type { Box, DocumentedDashboard, DocumentedPanel } from "./dashboard-model.js";

const column = 40;
const line = 14;
const margin = 12;
const gap = 6;
const padding = 7;
const rowHeight = 30;
const titleSize = 13;
const typeSize = 11;
const gridColumns = 24;

const escapeXml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** An upper estimate of a text's width in the usual fonts of browsers. */
export const textWidth = (text: string, size: number): number =>
  [...text].reduce((sum, character) => {
    if (/[iljtfrI.,:;'’| ()]/.test(character)) return sum + 0.38;
    if (/[mwMW@%]/.test(character)) return sum + 0.98;
    return sum + (/[A-Z“”]/.test(character) ? 0.76 : 0.63);
  }, 0) * size;

/** The text in lines that fit. If there are more than `maxLines`, the last one ends in "…". */
export function wrapText(text: string, size: number, width: number, maxLines: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && textWidth(longer, size) > width) lines.push(word);
    else lines.splice(-1, 1, longer);
  }
  const kept = lines.slice(0, maxLines);
  const isCut = lines.length > maxLines;
  return kept.map((text, index) => shorten(text, size, width, isCut && index === kept.length - 1));
}

function shorten(text: string, size: number, width: number, isCut: boolean): string {
  if (!isCut && textWidth(text, size) <= width) return text;
  let letters = [...text];
  while (letters.length > 0 && textWidth(`${letters.join("")}…`, size) > width) letters = letters.slice(0, -1);
  return `${letters.join("").trimEnd()}…`;
}

const textAt = (x: number, y: number, kind: string, text: string) =>
  `<text class="${kind}" x="${x}" y="${y}">${escapeXml(text)}</text>`;

const round = (value: number) => Math.round(value * 10) / 10;

const path = (points: readonly (readonly [number, number])[]) =>
  `<path d="${points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("")}"/>`;

/** A symbol for each type of panel. The shapes show no real figures. */
const pictograms: Readonly<Record<string, (box: Box) => string>> = {
  timeseries: ({ x, y, w, h }) =>
    [0.35, 0.7]
      .map((level, index) =>
        path(
          [0, 1, 2, 3, 4, 5, 6, 7, 8].map((step) => [
            x + (w * step) / 8,
            y + h * (level + 0.16 * Math.sin(step * 1.7 + index * 2)),
          ]),
        ),
      )
      .join(""),
  table: ({ x, y, w, h }) =>
    [0, 1, 2, 3]
      .map((step) =>
        path([
          [x, y + (h * (step + 0.5)) / 4],
          [x + w, y + (h * (step + 0.5)) / 4],
        ]),
      )
      .concat(
        [1, 2].map((step) =>
          path([
            [x + (w * step) / 3, y],
            [x + (w * step) / 3, y + h],
          ]),
        ),
      )
      .join(""),
  bargauge: ({ x, y, w, h }) =>
    [0.9, 0.55, 0.35]
      .map(
        (share, step) =>
          `<rect class="ink" x="${x}" y="${round(y + (h * (step + 0.2)) / 3)}" width="${round(w * share)}" height="${round(h / 6)}"/>`,
      )
      .join(""),
  heatmap: ({ x, y, w, h }) =>
    Array.from({ length: 36 }, (_, cell) => [cell % 12, Math.floor(cell / 12)] as const)
      .filter(([across, down]) => (across * 7 + down * 5) % 4 !== 0)
      .map(
        ([across, down]) =>
          `<rect class="ink" x="${round(x + (w * across) / 12)}" y="${round(y + (h * down) / 3)}" width="${round(w / 14)}" height="${round(h / 4)}"/>`,
      )
      .join(""),
  "state-timeline": ({ x, y, w, h }) =>
    [0, 1, 2]
      .flatMap((step) => {
        const from = 0.4 + 0.15 * step;
        return [
          [0, from],
          [from + 0.02, 1],
        ].map(
          ([start = 0, end = 0]) =>
            `<rect class="ink" x="${round(x + w * start)}" y="${round(y + (h * (step + 0.2)) / 3)}" width="${round(w * (end - start))}" height="${round(h / 5)}"/>`,
        );
      })
      .join(""),
  nodeGraph: ({ x, y, w, h }) => {
    const nodes = [
      [0.1, 0.5],
      [0.35, 0.25],
      [0.35, 0.75],
      [0.65, 0.5],
      [0.9, 0.2],
      [0.9, 0.8],
    ].map(([across = 0, down = 0]) => [x + w * across, y + h * down] as const);
    const edges = [
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
      [3, 4],
      [3, 5],
    ];
    const ends = edges.map((edge) => edge.map((end) => nodes[end] ?? ([x, y] as const)));
    return (
      ends.map(path).join("") +
      nodes.map(([cx, cy]) => `<circle class="node" cx="${round(cx)}" cy="${round(cy)}" r="7"/>`).join("")
    );
  },
  canvas: ({ x, y, w, h }) =>
    path([
      [x + w * 0.3, y + h * 0.5],
      [x + w * 0.7, y + h * 0.5],
    ]) +
    [0, 0.7]
      .map(
        (start) =>
          `<rect class="node" x="${round(x + w * start)}" y="${round(y + h * 0.15)}" width="${round(w * 0.3)}" height="${round(h * 0.7)}" rx="6"/>`,
      )
      .join(""),
  geomap: ({ x, y, w, h }) =>
    [
      [0.2, 0.4, 6],
      [0.5, 0.65, 12],
      [0.8, 0.3, 9],
    ]
      .map(
        ([across = 0, down = 0, radius = 0]) =>
          `<circle class="node" cx="${round(x + w * across)}" cy="${round(y + h * down)}" r="${radius}"/>`,
      )
      .join(""),
};

/** Types of panels whose symbol fills the width. */
const wide = new Set(["timeseries", "table", "bargauge", "heatmap", "state-timeline"]);

const compact = (box: Box): Box => {
  const w = Math.min(box.w, 3 * box.h);
  return { ...box, x: box.x + (box.w - w) / 2, w };
};

function drawPanel({ title, type, about }: DocumentedPanel, { x, y, w, h }: Box): string {
  const inner = w - 2 * padding;
  // The title, the type below it, and a symbol if there is room left.
  const titleLines = wrapText(title, titleSize, inner, h < 5 * line ? 2 : 3);
  const below = y + padding + titleLines.length * (titleSize + 2);
  const room = { x: x + padding, y: below + typeSize + padding, w: inner, h: y + h - below - typeSize - 2 * padding };
  const pictogram = room.h < 2 * line ? "" : (pictograms[type]?.(wide.has(type) ? room : compact(room)) ?? "");
  return [
    `<g><title>${escapeXml(title)}: ${escapeXml(about)}</title>`,
    `<rect class="panel" x="${x}" y="${y}" width="${w}" height="${h}" rx="3"/>`,
    ...titleLines.map((text, index) =>
      textAt(x + padding, y + padding + titleSize * (index + 0.8) + 2 * index, "title", text),
    ),
    textAt(x + padding, below + typeSize * 0.9, "type", wrapText(type, typeSize, inner, 1).join("")),
    pictogram === "" ? "" : `<g class="picture">${pictogram}</g>`,
    "</g>",
  ].join("");
}

/** The sketch as SVG. Collapsed rows are drawn open. */
export function layoutSketch({ title, rows }: DocumentedDashboard): string {
  const width = gridColumns * column + 2 * margin - gap;
  const drawn: string[] = [];
  let top = margin;
  for (const row of rows) {
    const note = [
      ...(row.collapsed ? ["collapsed at first"] : []),
      ...(row.needsCoordinates ? ["with coordinates only"] : []),
    ];
    drawn.push(textAt(margin, top + 17, "row", `${row.collapsed ? "▸" : "▾"} ${row.title}`));
    if (note.length > 0)
      drawn.push(
        `<text class="type" x="${width - margin}" y="${top + 17}" text-anchor="end">${note.join(", ")}</text>`,
      );
    top += rowHeight;
    const first = Math.min(...row.panels.map(({ box }) => box.y));
    for (const panel of row.panels) {
      const { x, y, w, h } = panel.box;
      drawn.push(
        drawPanel(panel, {
          x: margin + x * column,
          y: top + (y - first) * line,
          w: w * column - gap,
          h: h * line - gap,
        }),
      );
    }
    top += (Math.max(...row.panels.map(({ box }) => box.y + box.h)) - first) * line + gap;
  }
  const height = top + margin - gap;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Layout of ${escapeXml(title)}">`,
    `<style>
      text { font-family: Inter, "Helvetica Neue", Arial, sans-serif; fill: #24292e; }
      .back { fill: #f4f5f5; } .panel { fill: #ffffff; stroke: #c4c8cc; }
      .title { font-size: ${titleSize}px; font-weight: 500; } .row { font-size: 15px; font-weight: 600; }
      .type { font-size: ${typeSize}px; fill: #5d6570; }
      .picture { fill: none; stroke: #9fb3c8; stroke-width: 1.5; } .ink { fill: #c9d6e3; stroke: none; } .node { fill: #e6edf4; }
      @media (prefers-color-scheme: dark) {
        text { fill: #d8d9da; } .back { fill: #111217; } .panel { fill: #181b1f; stroke: #3a3f47; }
        .type { fill: #9aa1ab; } .picture { stroke: #4c6075; } .ink { fill: #33445a; } .node { fill: #24303c; }
      }
    </style>`,
    `<rect class="back" width="${width}" height="${height}"/>`,
    ...drawn,
    "</svg>",
  ].join("\n")}\n`;
}
