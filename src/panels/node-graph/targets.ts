import { print, setLabel, type Duration, type Node } from "../../promql/index.js";
import type { Column } from "./columns.js";
import { delayedBy } from "./evaluation-delay.js";
import { asVector, unionOf, type Vector } from "./vector.js";

/** The label whose value is the name of the column that a series fills. */
export const columnLabel = "column";

/** The longest query, in bytes, that every proxy and browser lets pass. */
export const defaultMaxQueryBytes = 8192;

export interface QueryLimits {
  /** The most bytes of a query that a single kind may need. */
  readonly maxQueryBytes: number;
  /** The most bytes of a query that fills a column for several kinds. */
  readonly joinedBytes: number;
}

export interface NamedQuery {
  readonly refId: string;
  readonly vector: Vector;
}

/**
 * The queries that fill the columns, as few as the limits allow. Columns of one name come from several
 * kinds, which never share a row.
 * @throws if one kind alone takes more than `maxQueryBytes`.
 */
export function queriesFor(
  prefix: "node" | "edge",
  columns: readonly Column[],
  evaluationDelay: Duration | undefined,
  limits: QueryLimits,
): readonly NamedQuery[] {
  const delayed = evaluationDelay === undefined ? (node: Node) => node : delayedBy(evaluationDelay);
  const names = [...new Set(columns.map(({ name }) => name))];
  return names.flatMap((name) => {
    const delayedColumns = columns
      .filter((column) => column.name === name)
      .map(({ kind, pieces }) => ({
        kind,
        name,
        pieces: pieces.map((piece) => ({ ...piece, node: delayed(piece.node) })),
      }));
    return packed(delayedColumns, limits).map((vector, index) => ({
      refId: `${prefix}_${name}${index === 0 ? "" : `_${String(index + 1)}`}`,
      vector,
    }));
  });
}

/** A query under construction. */
interface Packed {
  readonly joined: Vector;
  /** The joined pieces with the label {@link columnLabel}. */
  readonly finished: Vector;
  readonly bytes: number;
  readonly extraBytes: number;
}

/** Joins as many pieces in a query as the limits allow. A longer piece becomes a separate query. */
function packed(columns: readonly Column[], { maxQueryBytes, joinedBytes }: QueryLimits): readonly Vector[] {
  const queries: Packed[] = [];
  for (const { kind, name, pieces } of columns) {
    for (const piece of pieces) {
      const alone = finish(piece, name, extraBytesOf(print(piece)));
      const fits = queries.findIndex(({ bytes }) => bytes + alone.bytes <= joinedBytes);
      const current = queries[fits];
      const longer = current && finish(unionOf([current.joined, piece]), name, current.extraBytes + alone.extraBytes);
      if (longer !== undefined && longer.bytes <= joinedBytes) {
        queries[fits] = longer;
        continue;
      }
      if (alone.bytes > maxQueryBytes) {
        throw new Error(
          `${kind}: the column "${name}" takes a query of ${String(alone.bytes)} bytes, more than ${String(maxQueryBytes)}; ` +
            'give the kinds at its ends a shorter "rank", or ask shorter queries',
        );
      }
      queries.push(alone);
    }
  }
  return queries.map(({ finished }) => finished);
}

/** Only pieces have characters beyond ASCII, so their extra bytes are counted once and added up. */
function finish(joined: Vector, column: string, extraBytes: number): Packed {
  const finished = asVector(setLabel(joined, columnLabel, column));
  return { joined, finished, extraBytes, bytes: print(finished).length + extraBytes };
}

/** Bytes of a text in UTF-8 beyond its length in JavaScript. */
function extraBytesOf(text: string): number {
  return new TextEncoder().encode(text).length - text.length;
}
