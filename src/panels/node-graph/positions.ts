/** Positions of nodes: columns in which kinds stand, and points at which named nodes stand. */
import { escapeRegularExpression, labelReplace } from "../../promql/index.js";
import type { AnyNodeKind } from "./kinds.js";
import type { NodeModel } from "./model.js";
import type { Vector } from "./vector.js";

/**
 * Where nodes stand, in pixels from the center of the panel: x to the right, y downwards. From Grafana 11.1 on; earlier
 * ones, and graphs without positions, arrange their nodes by the layout.
 */
export interface Positions {
  readonly columns: readonly PositionColumn[];
  readonly points?: PositionPoints;
  /** Of all nodes. Grafana writes title and subtitle below, in 40 pixels. */
  readonly radius: number;
  /** A label of the queries: nodes of a column with the same value stand together, and those without one come last. */
  readonly together?: string;
  /** The y of the middle of columns, to which the y of hubs and points are relative. Default: 0. */
  readonly middle?: number;
}

/** Nodes below one another, in the order of their ids, which share the height evenly. */
export interface PositionColumn {
  /** From top to bottom by the y of the hub: the node from which lines lead to the kind. Default: 0. */
  readonly kinds: readonly { readonly kind: AnyNodeKind; readonly hub?: number }[];
  readonly x: number;
  readonly height: number;
  /** What the first, third, fifth node and so on have more in x. */
  readonly aside?: number;
  /**
   * The x of the hubs. Nodes that stand aside move towards their hub, so that lines from it to the others pass between
   * them.
   */
  readonly hubX?: number;
  /** What the ends of the column have more in x than its middle, so that lines from one end to elsewhere pass the others. */
  readonly bend?: number;
}

/** Nodes of a kind with one label that stand apart from its column, one below the other. */
export interface PositionPoints {
  readonly kind: AnyNodeKind;
  readonly x: number;
  /** By the value of the label. */
  readonly y: Readonly<Record<string, number>>;
}

/** The column of rows of a kind that has positions. Its value is 1. */
const rowField = (kind: string) => `at_${kind.replaceAll("-", "_")}`;

/** The y of nodes at points. A label holds it as a text. */
export const pointY = "at__y";

export interface ColumnModel extends Omit<PositionColumn, "kinds"> {
  readonly fields: readonly { readonly name: string; readonly hub: number }[];
  readonly hasPoints: boolean;
}

export interface PositionsModel {
  readonly columns: readonly ColumnModel[];
  readonly pointX: number | undefined;
  readonly radius: number;
  readonly middle: number;
  readonly together: string | undefined;
  /** The fields of kinds with a main statistic, which is 0 where its query has nothing. */
  readonly withMain: readonly string[];
}

export const positionFields = ({ columns }: PositionsModel): readonly string[] =>
  columns.flatMap(({ fields }) => fields.map(({ name }) => name));

/** @throws if a kind stands in no column or in two, or if points are of a kind that isn't listed by one label. */
export function positionsModel(
  { columns, points, radius, middle = 0, together }: Positions,
  nodes: readonly NodeModel[],
): PositionsModel {
  const placed = columns.flatMap(({ kinds }) => kinds.map(({ kind }) => kind.model.identity.name));
  for (const { identity } of nodes) {
    const count = placed.filter((name) => name === identity.name).length;
    if (count !== 1)
      throw new Error(`positions: nodes "${identity.name}" stand in ${String(count)} columns; write them in one`);
  }
  const pointKind = points?.kind.model;
  if (pointKind !== undefined && (pointKind.listing === undefined || pointKind.identity.labels.length !== 1))
    throw new Error(`positions: points are of a kind that is listed by one label, not "${pointKind.identity.name}"`);
  return {
    columns: columns.map(({ kinds, ...column }) => ({
      ...column,
      fields: kinds.map(({ kind, hub = 0 }) => ({ name: rowField(kind.model.identity.name), hub })),
      hasPoints: kinds.some(({ kind }) => kind.model === pointKind),
    })),
    pointX: points?.x,
    radius,
    middle,
    together,
    withMain: nodes.filter(hasMain).map(({ identity }) => rowField(identity.name)),
  };
}

const hasMain = ({ main, listing }: NodeModel) => main !== undefined || (listing?.amounts.length ?? 0) > 0;

/** The model with the position of its rows. */
export function withPosition(node: NodeModel, { points }: Positions): NodeModel {
  const { name } = node.identity;
  const own = points?.kind.model.identity.name === name ? points.y : {};
  return { ...node, position: { field: rowField(name), points: Object.entries(own) } };
}

/** The rows, with the y of those that stand at points as a label. */
export function withPoints(rows: Vector, { identity, position }: NodeModel): Vector {
  const [label] = identity.labels;
  if (label === undefined || position === undefined || position.points.length === 0) return rows;
  return position.points.reduce(
    (done, [name, at]) =>
      labelReplace(done, { to: pointY, value: String(at), from: label, pattern: escapeRegularExpression(name) }),
    rows,
  );
}
