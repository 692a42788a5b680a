/**
 * What turns one frame per series into one of nodes and one of edges. Grafana's node graph looks at the names of fields,
 * which labels and the value's label alone can give; a field that is merely renamed it doesn't find.
 */
import {
  calculateRow,
  excludeFields,
  labelsToFields,
  merge,
  organize,
  rowsWith,
  type Transformation,
} from "../../grafana/index.js";
import { arcField, presentWithMainField, mainField, presentField, shareField } from "./columns.js";
import { columnLabel } from "./targets.js";

export interface TransformationPlan {
  /** Names of the arcs. */
  readonly arcs: readonly string[];
  /** Whether some nodes have a main statistic, and whether some have none. */
  readonly measured: "all" | "some" | "none";
  /** What fields are called in menus and legend, by their name. */
  readonly nodeTitles: Readonly<Record<string, string>>;
  readonly edgeTitles: Readonly<Record<string, string>>;
  /** Columns that were there for the way only. */
  readonly spent: readonly string[];
}

export function transformationsOf({
  arcs,
  measured,
  nodeTitles,
  edgeTitles,
  spent,
}: TransformationPlan): Transformation[] {
  const excluded = Object.fromEntries(
    [presentField, presentWithMainField, mainField, ...arcs.map(shareField), ...spent].map((name) => [name, true]),
  );
  return [
    // First of all: whatever looks at a frame before gives its fields names, which a frame that stays alone would keep.
    labelsToFields({ valueLabel: columnLabel }),
    // Moments differ, and merging goes by every field that all frames have.
    excludeFields("Time"),
    only("^node_", merge()),
    only("^edge_", merge()),
    // A figure about something that isn't in the graph is no node. After merging the names of frames are put together.
    only("node_", rowsWith(...standing[measured])),
    only("edge_", rowsWith(presentField)),
    // Missing figures become 0, even where their query had no answer at all: an arc that isn't a number is drawn askew.
    ...(measured === "none" ? [] : [only("node_", calculateRow("mainstat", "max", [presentWithMainField, mainField]))]),
    ...arcs.map((name) => only("node_", calculateRow(arcField(name), "sum", [shareField(name)]))),
    only("node_", organize({ excludeByName: excluded, renameByName: nodeTitles })),
    only("edge_", organize({ excludeByName: excluded, renameByName: edgeTitles })),
  ];
}

const standing = {
  all: [presentWithMainField],
  some: [presentWithMainField, presentField],
  none: [presentField],
} as const;

const only = (frames: string, to: Transformation): Transformation => ({
  ...to,
  filter: { id: "byRefId", options: `/${frames}/` },
});
