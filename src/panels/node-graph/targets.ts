import { print, setLabel, type Duration, type Node } from "../../promql/index.js";
import type { Column } from "./columns.js";
import { delayedBy } from "./evaluation-delay.js";
import { asVector, unionOf, type Vector } from "./vector.js";

/** The label whose value names the column that a series fills. */
export const columnLabel = "column";

/** Bytes of a query that proxies and browsers let pass with certainty. */
export const defaultMaxQueryBytes = 8192;

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
  const earlier = settle === undefined ? (node: Node) => node : delayedBy(settle);
  const names = [...new Set(columns.map(({ name }) => name))];
  return names.flatMap((name) => {
    const settled = columns
      .filter((column) => column.name === name)
      .map(({ of, pieces }) => ({
        of,
        name,
        pieces: pieces.map((piece) => ({ ...piece, node: earlier(piece.node) })),
      }));
    return packed(settled, longest).map((vector, index) => ({
      refId: `${prefix}_${name}${index === 0 ? "" : `_${String(index + 1)}`}`,
      vector,
    }));
  });
}

/** What is joined in a query so far, as it stands in the panel, and how many bytes that is. */
interface Packed {
  readonly joined: Vector;
  readonly finished: Vector;
  readonly bytes: number;
  readonly beyondAscii: number;
}

function packed(columns: readonly Column[], longest: number): readonly Vector[] {
  const queries: Packed[] = [];
  for (const { of, name, pieces } of columns) {
    for (const piece of pieces) {
      const alone = finish(piece, name, bytesBeyondAscii(print(piece)));
      const current = queries.at(-1);
      const longer =
        current === undefined
          ? undefined
          : finish(unionOf([current.joined, piece]), name, current.beyondAscii + alone.beyondAscii);
      if (longer !== undefined && longer.bytes <= defaultMaxQueryBytes) {
        queries[queries.length - 1] = longer;
        continue;
      }
      if (alone.bytes > longest) {
        throw new Error(
          `${of}: the column "${name}" takes a query of ${String(alone.bytes)} bytes, more than ${String(longest)}; ` +
            'give the kinds at its ends a shorter "rank", or ask shorter queries',
        );
      }
      queries.push(alone);
    }
  }
  return queries.map(({ finished }) => finished);
}

/** What is put around the pieces, and between them, is ASCII. */
function finish(joined: Vector, column: string, beyondAscii: number): Packed {
  const finished = asVector(setLabel(joined, columnLabel, column));
  return { joined, finished, beyondAscii, bytes: print(finished).length + beyondAscii };
}

/** By how much a text is longer in UTF-8 than in JavaScript's own count. */
function bytesBeyondAscii(text: string): number {
  return new TextEncoder().encode(text).length - text.length;
}
