import type { ParseResult, RejectionReason } from "../events.js";
import { NotAFileError } from "../regular-file.js";
import type { EventHandler, LogSource, SourceObserver } from "../source.js";
import { createFileCursor } from "./file-cursor.js";
import { watchFile } from "./file-watch.js";
import type { LineHandler } from "./log-file.js";
import { createLogReader } from "./log-reader.js";
import { parseFilePosition, type FilePosition } from "./position.js";
import { createReadBuffer } from "./read-window.js";

export interface TailerOptions<Event> {
  readonly path: string;
  /** Parses a line; undefined for one to skip. Its bytes are overwritten once the event was handled. */
  readonly parse: (line: Buffer) => ParseResult<Event> | undefined;
  /** Says what is wrong with the form of a rejected line; undefined where the form is right. */
  readonly explainShape?: (line: Buffer, reason: RejectionReason) => string | undefined;
  readonly observer: SourceObserver;
  /** The saved {@link LogSource.position} to continue from. Anything else is a first start. */
  readonly position?: unknown;
  /** Where a first start begins in a file that exists already. Default: `start`. */
  readonly startAt?: "start" | "end";
  /** Maximum length of a line in bytes. Default: 128 KiB. */
  readonly maxLineBytes?: number;
  /** Milliseconds between polls where the file system sends no events. Default: 1,000. */
  readonly interval?: number;
}

export interface Tailer<Event> extends LogSource<Event> {
  /** Undefined before a file was found for the first time. */
  readonly position: FilePosition | undefined;
  readonly unreadBytes: number;
  /** Closes the file. `run` does so by itself. */
  close(): Promise<void>;
}

/**
 * Tails a log across rotations: every line is read exactly once and in order.
 *
 * - Rotation by renaming: the old file is read to its end under any name, then the files between, then the new one. The
 *   old file has ended once a newer one has content, since a log has one writer. A last line without a line break then
 *   counts as a line.
 * - Rotation by copying and truncating (`copytruncate`): the copy is found by the bytes before the position.
 * - After a restart the file is found by device and inode, or by those bytes.
 * - A file that is missing or unreadable is waited for.
 * - A compressed file cannot be resumed: as many rotated files as may appear during a downtime must stay uncompressed
 *   (`delaycompress`).
 * - A position that is not found is reported as a gap before any later line is read. A saved position that is not found
 *   at a start is continued at the end of the log, since its files may hold lines that were read before.
 *
 * Memory: one buffer of {@link TailerOptions.maxLineBytes} and 65 KiB.
 */
export function createTailer<Event>(options: TailerOptions<Event>): Tailer<Event> {
  const { path, observer, startAt = "start", maxLineBytes = 131_072, interval = 1_000 } = options;
  const cursor = createFileCursor(createReadBuffer(maxLineBytes), parseFilePosition(options.position));
  const reader = createLogReader({
    path,
    startAt,
    cursor,
    onGap: (reason) => {
      observer.gap(reason);
    },
    onRotated: () => {
      observer.rotated();
    },
  });

  /** An error of the event handler is thrown; an error of the files is reported. */
  const readAll = async (onEvent: EventHandler<Event>, signal: AbortSignal) => {
    const lines = createLineParser(options, onEvent);
    try {
      await reader.readAll(lines, signal);
      observer.status(cursor.file === undefined ? `${path} isn't there` : undefined);
    } catch (error) {
      if (lines.hasFailed) throw error;
      observer.status(`${path} ${reasonOf(error)}`);
      await cursor.close();
    }
  };

  return {
    get position() {
      return cursor.position;
    },
    get unreadBytes() {
      return reader.unreadBytes;
    },
    catchUp: readAll,
    run: async (onEvent, signal) => {
      const watch = watchFile(path, interval);
      try {
        while (!signal.aborted) {
          await readAll(onEvent, signal);
          await watch.nextChange(signal);
        }
      } finally {
        watch.close();
        await cursor.close();
      }
    },
    onCheckpointed: () => Promise.resolve(),
    close: () => cursor.close(),
  };
}

const reasonOf = (error: unknown): string => {
  if (error instanceof NotAFileError) return `${error.problem}: name the file that the program writes its log to`;
  return `can't be read: ${error instanceof Error ? error.message : String(error)}`;
};

interface LineParser extends LineHandler {
  /** Whether the parser or the event handler has thrown, as opposed to a file. */
  readonly hasFailed: boolean;
}

/** Turns lines into events and rejections. */
function createLineParser<Event>(
  { parse, explainShape, observer }: Pick<TailerOptions<Event>, "parse" | "explainShape" | "observer">,
  onEvent: EventHandler<Event>,
): LineParser {
  let hasFailed = false;
  const fail = (error: unknown): never => {
    hasFailed = true;
    throw error;
  };
  return {
    get hasFailed() {
      return hasFailed;
    },
    onLine: (line) => {
      try {
        const result = parse(line);
        if (result === undefined) return;
        if ("event" in result) return onEvent(result.event)?.catch(fail);
        observer.rejected(result.rejected, explainShape?.(line, result.rejected));
      } catch (error) {
        fail(error);
      }
    },
    onTooLong: () => {
      observer.rejected("too-long");
    },
  };
}
