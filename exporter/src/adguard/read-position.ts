import { createDedupWindow, parseDedupWindow, type DedupWindow, type DedupWindowState } from "./dedup-window.js";
import { parseWalPosition, type WalPosition } from "./write-ahead-log.js";

/** A read position as it is saved in the state file. */
export interface QueryLogPosition {
  readonly journal: WalPosition;
  readonly taken: DedupWindowState;
}

/** The progress of reading and handling the query log. Both parts are undefined before the first start has finished. */
export interface ReadPosition {
  /** The write-ahead log after the last handled entry. */
  wal: WalPosition | undefined;
  /** The handled entries. */
  window: DedupWindow | undefined;
}

/** Checks a saved position; undefined for another value. */
export function parseQueryLogPosition(saved: unknown): QueryLogPosition | undefined {
  if (typeof saved !== "object" || saved === null) return undefined;
  const { journal, taken }: { readonly journal?: unknown; readonly taken?: unknown } = saved;
  const [wal, window] = [parseWalPosition(journal), parseDedupWindow(taken)];
  return wal && window && { journal: wal, taken: window };
}

/** Restores a saved position; any other value gives the position of a first start. */
export function restorePosition(saved: unknown): ReadPosition {
  const position = parseQueryLogPosition(saved);
  return { wal: position?.journal, window: position && createDedupWindow(position.taken) };
}

export const savePosition = ({ wal, window }: ReadPosition): QueryLogPosition | undefined =>
  wal === undefined || window === undefined ? undefined : { journal: wal, taken: window.state };
