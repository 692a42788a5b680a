/** The legend below the map: what colors and widths of lines mean, and the marks of health. */
import type { Box, CanvasElement } from "../../grafana/index.js";
import { failureBounds } from "../../queries/index.js";
import { colors, healthWords } from "../tokens.js";
import { label, textSize } from "./elements.js";
import { textWidth } from "./text-width.js";

const percent = (share: number): string => `${String(share * 100)} %`;

const { degraded, unhealthy } = failureBounds;

/** The colors of lines, with words for their shares of failures. */
const lineColors = [
  ["good", `below ${percent(degraded)}`],
  ["warning", `from ${percent(degraded)}`],
  ["bad", `from ${percent(unhealthy)}`],
  ["neutral", "too little traffic"],
] as const;

const gap = { word: 6, entry: 16, part: 28 } as const;

/** Entry after entry from the left. */
export function legendElements(place: Box): readonly CanvasElement[] {
  const elements: CanvasElement[] = [];
  let left = place.left + gap.word;
  const addText = (text: string, distance: number, color?: string, name = `legend ${text}`) => {
    const width = textWidth(text, textSize.usual) + 2;
    elements.push(label(name, { ...place, left, width }, text, color === undefined ? {} : { color }));
    left += width + distance;
  };
  addText("Lines by the share that fails:", gap.entry, colors.neutral);
  for (const [color, words] of lineColors) {
    addText("→", gap.word, colors[color], `sample of ${color}`);
    addText(words, gap.entry);
  }
  addText("wider: more", gap.part);
  addText("Health:", gap.entry, colors.neutral);
  for (const state of [2, 1, 0, 3] as const) addText(healthWords[state].text, gap.entry, healthWords[state].color);
  return elements;
}
