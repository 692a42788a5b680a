/**
 * The transformations that turn one frame per series into one frame of nodes and one of edges. Grafana's node graph looks
 * for fields by name. Names come from labels and from the label of the value; a renamed field isn't found.
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
import { arcField, mainField, presentField, presentWithMainField, shareField } from "./columns.js";
import { columnLabel } from "./targets.js";

export interface TransformationPlan {
  /** Names of the arcs. */
  readonly arcs: readonly string[];
  /** The nodes with a main statistic. */
  readonly measured: "all" | "some" | "none";
  /** Titles of fields in menus and legend, by name. */
  readonly nodeTitles: Readonly<Record<string, string>>;
  readonly edgeTitles: Readonly<Record<string, string>>;
  /** Columns that serve other columns and are hidden. */
  readonly hidden: readonly string[];
}

export function transformationsOf({
  arcs,
  measured,
  nodeTitles,
  edgeTitles,
  hidden,
}: TransformationPlan): Transformation[] {
  const excluded = Object.fromEntries(
    [presentField, presentWithMainField, mainField, ...arcs.map(shareField), ...hidden].map((name) => [name, true]),
  );
  return [
    // The first one: any other would give fields names, which a frame that isn't merged would keep.
    labelsToFields({ valueLabel: columnLabel }),
    // Times differ, and merging joins by every field that all frames have.
    excludeFields("Time"),
    only("^node_", merge()),
    only("^edge_", merge()),
    // A figure about something that isn't in the graph is no node. A merged frame has the names of all its queries.
    only("node_", rowsWith(...requiredFields[measured])),
    only("edge_", rowsWith(presentField)),
    // Missing figures become 0, also if the whole query had no answer: Grafana draws an arc that isn't a number wrongly.
    ...(measured === "none" ? [] : [only("node_", calculateRow("mainstat", "max", [presentWithMainField, mainField]))]),
    ...arcs.map((name) => only("node_", calculateRow(arcField(name), "sum", [shareField(name)]))),
    only("node_", organize({ excludeByName: excluded, renameByName: nodeTitles })),
    only("edge_", organize({ excludeByName: excluded, renameByName: edgeTitles })),
  ];
}

const requiredFields = {
  all: [presentWithMainField],
  some: [presentWithMainField, presentField],
  none: [presentField],
} as const;

const only = (frames: string, to: Transformation): Transformation => ({
  ...to,
  filter: { id: "byRefId", options: `/${frames}/` },
});
