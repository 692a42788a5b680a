/** Names and texts that the elements of zones and of items share. */
import { mapValues, type CanvasElement } from "../../grafana/index.js";
import { colors, healthWords } from "../tokens.js";
import { columnName } from "./columns.js";
import type { MapItem } from "./layout.js";

// The name of an element begins with its kind, so that a zone and a service of one name are two elements.
export const zoneElement = (name: string) => `zone ${name}`;
export const stemElement = (name: string) => `stem of zone ${name}`;
export const itemElement = ({ kind, name }: MapItem) => `${kind} ${name}`;

export function healthText(
  kind: "zone" | MapItem["kind"],
  name: string,
  size: number,
): NonNullable<CanvasElement["text"]> {
  const column = columnName("health", kind, name);
  return { value: { column, otherwise: "–" }, color: { column, otherwise: colors.neutral }, size };
}

/** The marks of health without their words, for which items have no room. */
export const healthMarks = mapValues(
  Object.fromEntries(
    Object.entries(healthWords).map(([value, { text, color }]) => [value, { text: text.slice(0, 1), color }]),
  ),
);
