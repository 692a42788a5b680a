import type { RejectionReason } from "../events.js";
import { type HandleEntry, replayWal } from "./entry-handler.js";
import { parseQueryLogPosition, type ReadPosition } from "./read-position.js";
import { openWriteAheadLog, type WriteAheadLog } from "./write-ahead-log.js";

/** The write-ahead log of a source, which is opened and replayed at its first use. */
export interface ReplayedWal {
  /** Opens and replays it, once; undefined where the signal came first. */
  readonly open: (handleEntry: HandleEntry, signal: AbortSignal) => Promise<WriteAheadLog | undefined>;
  /** Removes the part before a saved position. */
  readonly truncateBefore: (saved: unknown) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * @param position where the replay starts; the replay and the truncation advance it
 * @param onRejected called for each line that is no entry
 */
export function createReplayedWal(
  path: string,
  position: ReadPosition,
  onRejected: (reason: RejectionReason) => void = () => undefined,
): ReplayedWal {
  let wal: WriteAheadLog | undefined;
  return {
    open: async (handleEntry, signal) => {
      if (wal !== undefined) return wal;
      const opened = await openWriteAheadLog(path, position.wal);
      if (await replayWal(opened, position, handleEntry, signal, onRejected)) return (wal = opened);
      await opened.close();
      return undefined;
    },
    truncateBefore: async (saved) => {
      const { journal: before } = parseQueryLogPosition(saved) ?? {};
      if (wal === undefined || before === undefined) return;
      const moved = await wal.truncateBefore(before);
      if (position.wal?.file === before.file && position.wal.offset === before.offset) position.wal = moved;
    },
    close: async () => {
      const closing = wal;
      wal = undefined;
      await closing?.close();
    },
  };
}
