import { print, setLabel, type Duration } from "../../promql/index.js";
import type { Column } from "./columns.js";
import { settled } from "./settle.js";
import { asVector, firstOf, type Vector } from "./vector.js";

/** The label whose value names the column that a series fills. */
export const columnLabel = "column";

/** Bytes of a query that proxies and browsers let pass with certainty. */
export const comfortable = 8192;

export interface NamedQuery {
  readonly refId: string;
  readonly vector: Vector;
}

/**
 * The queries that fill the columns, as few as their length allows. Columns of one name come from several kinds, which
 * never share a row.
 * @throws if one kind alone takes more than `longest` bytes.
 */
export function queriesFor(
  prefix: "node" | "edge",
  columns: readonly Column[],
  settle: Duration | undefined,
  longest: number,
): readonly NamedQuery[] {
  const names = [...new Set(columns.map(({ name }) => name))];
  return names.flatMap((name) =>
    packed(
      columns.filter((column) => column.name === name),
      name,
      settle,
      longest,
    ).map((vector, index) => ({
      refId: `${prefix}_${name}${index === 0 ? "" : `_${String(index + 1)}`}`,
      vector,
    })),
  );
}

function packed(
  columns: readonly Column[],
  name: string,
  settle: Duration | undefined,
  longest: number,
): readonly Vector[] {
  const queries: Vector[][] = [];
  for (const { of, pieces } of columns) {
    for (const piece of pieces) {
      const current = queries.at(-1);
      if (current !== undefined && lengthOf(finished([...current, piece], name, settle)) <= comfortable) {
        current.push(piece);
        continue;
      }
      const length = lengthOf(finished([piece], name, settle));
      if (length > longest) {
        throw new Error(
          `${of}: the column "${name}" takes a query of ${String(length)} bytes, more than ${String(longest)}; ` +
            'give the kinds at its ends a shorter "rank", or ask shorter queries',
        );
      }
      queries.push([piece]);
    }
  }
  return queries.map((pieces) => finished(pieces, name, settle));
}

function finished(pieces: readonly Vector[], column: string, settle: Duration | undefined): Vector {
  const joined = firstOf(pieces);
  const before = settle === undefined ? joined : { ...joined, node: settled(joined.node, settle) };
  return asVector(setLabel(before, columnLabel, column));
}

function lengthOf(query: Vector): number {
  return new TextEncoder().encode(print(query)).length;
}
