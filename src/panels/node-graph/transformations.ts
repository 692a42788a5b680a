/**
 * The transformations that turn one frame per series into one frame of nodes and one of edges. Grafana's node graph looks
 * for fields by name. Names come from labels and from the label of the value; a renamed field isn't found.
 *
 * Only the two merges choose frames, by the names of queries: a merged frame has another name, which changes when a query
 * is hidden. All that follows changes both frames, by fields that only one of them has.
 */
import {
  calculateBinary,
  calculateRow,
  calculateUnary,
  convertToText,
  excludeFields,
  labelsToFields,
  merge,
  organize,
  rowsWith,
  type Transformation,
} from "../../grafana/index.js";
import { arcField, mainField, presentField, presentWithMainField, shareField } from "./columns.js";
import { positionSteps } from "./position-steps.js";
import { positionFields, type PositionsModel } from "./positions.js";
import { columnLabel } from "./targets.js";

export interface TransformationPlan {
  /** Names of the arcs that kinds have. */
  readonly arcs: readonly string[];
  /** Names of the two arcs that follow from the second statistic. */
  readonly ring: { readonly part: string; readonly rest: string } | undefined;
  readonly thickness: { readonly thin: number; readonly thick: number } | undefined;
  /** Whether the main statistic is a whole number. */
  readonly whole: boolean;
  /** Titles of fields in menus and legend, by name. */
  readonly titles: Readonly<Record<string, string>>;
  /** Columns that serve other columns and are hidden. */
  readonly hidden: readonly string[];
  readonly positions: PositionsModel | undefined;
}

export function transformationsOf({
  arcs,
  ring,
  thickness,
  whole,
  titles,
  hidden,
  positions,
}: TransformationPlan): Transformation[] {
  const withMain = positions?.withMain ?? [];
  const mains = withMain.length === 0 ? mainFields : [...mainFields, zeroField];
  const steps = [...ringSteps(ring), ...thicknessSteps(thickness)];
  const excluded = Object.fromEntries(
    [
      presentField,
      presentWithMainField,
      mainField,
      ...(whole ? [exactField] : []),
      ...arcs.map(shareField),
      ...steps.map(({ helper }) => helper).filter((helper) => helper !== undefined),
      ...hidden,
    ].map((name) => [name, true]),
  );
  return [
    // The first one: any other would give fields names, which a frame that isn't merged would keep.
    labelsToFields({ valueLabel: columnLabel }),
    // Times differ, and merging joins by every field that all frames have.
    excludeFields("Time"),
    queriesOf("node", merge()),
    queriesOf("edge", merge()),
    // A figure about something that isn't in the graph is no node.
    rowsWith(presentField, presentWithMainField, ...(positions === undefined ? [] : positionFields(positions))),
    // 0 in rows of these kinds, nothing in others.
    ...(withMain.length === 0 ? [] : [calculateRow(zeroField, "range", withMain)]),
    // Missing figures become 0, also if the whole query had no answer: Grafana draws an arc that isn't a number wrongly.
    ...(whole
      ? [
          calculateRow(exactField, "max", mains),
          calculateUnary("mainstat", "round", exactField),
          convertToText("mainstat"),
        ]
      : [calculateRow("mainstat", "max", mains)]),
    ...arcs.map((name) => calculateRow(arcField(name), "sum", [shareField(name)])),
    ...steps.map(({ step }) => step),
    ...(positions === undefined ? [] : positionSteps(positions)),
    organize({ excludeByName: excluded, renameByName: titles }),
  ];
}

const mainFields = [presentWithMainField, mainField];

/** The main statistic of nodes with positions where its query has nothing. */
const zeroField = "at__zero";

/** The main statistic before it is rounded. */
const exactField = "exact";

interface Step {
  /** The column that the step adds for later steps. */
  readonly helper?: string;
  readonly step: Transformation;
}

/**
 * Grafana has no condition: traffic by itself and a little more is nearly 1, and 0 without traffic. It is rounded, since
 * Grafana draws an arc of less than 1 between two points, and nothing where these are the same.
 */
const hardlyAnything = 1e-12;

function ringSteps(ring: TransformationPlan["ring"]): readonly Step[] {
  if (ring === undefined) return [];
  const [part, rest] = [arcField(ring.part), arcField(ring.rest)];
  return [
    { helper: "per_cent", step: calculateRow("per_cent", "sum", ["secondarystat"]) },
    { helper: "measured", step: calculateRow("measured", "sum", [presentWithMainField, mainField]) },
    { helper: "more", step: calculateBinary("more", "measured", "+", hardlyAnything) },
    { helper: "nearly", step: calculateBinary("nearly", "measured", "/", "more") },
    { helper: "any", step: calculateUnary("any", "round", "nearly") },
    // The increases of two counters differ a little, also where one counts a part of the other.
    { helper: "nothing", step: calculateBinary("nothing", "measured", "*", 0) },
    { helper: "hundred", step: calculateBinary("hundred", "nothing", "+", 100) },
    { helper: "at_most", step: calculateRow("at_most", "min", ["per_cent", "hundred"]) },
    { step: calculateBinary(part, "at_most", "/", 100) },
    // The statistics may be of different times, one recorded before a node's first event and one computed after it.
    { helper: "any_part", step: calculateUnary("any_part", "ceil", part) },
    { helper: "whole", step: calculateRow("whole", "max", ["any", "any_part"]) },
    { helper: "left", step: calculateBinary("left", "whole", "-", part) },
    { step: calculateRow(rest, "max", ["left", "nothing"]) },
  ];
}

/** The width of the widest line in pixels, and what it has more than the thinnest. */
const widest = 4;
const range = 3.5;

function thicknessSteps(thickness: TransformationPlan["thickness"]): readonly Step[] {
  if (thickness === undefined) return [];
  const { thin, thick } = thickness;
  return [
    { helper: "times", step: calculateBinary("times", presentWithMainField, "/", thin) },
    { helper: "times_1", step: calculateBinary("times_1", "times", "+", 1) },
    { helper: "magnitude", step: calculateUnary("magnitude", "ln", "times_1") },
    { helper: "above", step: calculateBinary("above", "magnitude", "*", range / Math.log(1 + thick / thin)) },
    { helper: "width", step: calculateBinary("width", "above", "+", widest - range) },
    { helper: "no_flow", step: calculateBinary("no_flow", presentWithMainField, "*", 0) },
    { helper: "widest", step: calculateBinary("widest", "no_flow", "+", widest) },
    { step: calculateRow("thickness", "min", ["width", "widest"]) },
  ];
}

const queriesOf = (kind: "node" | "edge", to: Transformation): Transformation => ({
  ...to,
  filter: { id: "byRefId", options: `/^${kind}_/` },
});
