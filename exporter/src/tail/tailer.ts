import type { ParseResult } from "../events.js";
import { isAborted } from "../pause.js";
import type { LogSource, GapReason, EventHandler, SourceObserver } from "../source.js";
import { isSystemError } from "../system-error.js";
import { fileInfo, listLogFiles, fileId, modifiedAfter, type FileInfo } from "./rotated-files.js";
import { openLogFile, createReadBuffer, type LineHandler, type LogFile } from "./log-file.js";
import { parseFilePosition, type FilePosition } from "./position.js";
import { watchFile } from "./file-watch.js";

export interface TailerOptions<Event> {
  readonly path: string;
  /** What a line says. The bytes are overwritten once what it returned was taken. */
  readonly parse: (line: Buffer) => ParseResult<Event>;
  readonly observer: SourceObserver;
  /** Where to go on: what {@link LogSource.position} was. Anything else, and nothing, is a first start. */
  readonly from?: unknown;
  /** Where a first start begins in a file that is there already. Default: `start`. */
  readonly startAt?: "start" | "end";
  /** The greatest length of a line, in bytes. Default: 128 KiB. */
  readonly maxLineBytes?: number;
  /** Milliseconds between looks where the file system reports no changes. Default: 1,000. */
  readonly interval?: number;
}

export interface Tailer<Event> extends LogSource<Event> {
  /** Undefined before a file was found for the first time. */
  readonly position: FilePosition | undefined;
  /** How many bytes are known to be there and weren't taken. */
  readonly unreadBytes: number;
  /** Lets go of the file; `run` does so by itself. */
  close(): Promise<void>;
}

/**
 * Follows a log from file to file: every line is taken exactly once and in order, whatever is done to the files.
 *
 * - Rotation by renaming: the old file is read to its end under whatever name, then those in between, then the new one.
 *   The old one is at its end once a newer one isn't empty, since a log has one writer. A last line without an end is
 *   then taken as it is.
 * - Rotation by copying and cutting off: the copy is known by the bytes that were read last, and read on from there.
 * - After a restart the file is found by device and inode, or by those bytes, and all that came since is read first.
 * - A file that is missing or may not be read is waited for.
 * - What was compressed can't be read on: the last generation, or as many as may come while it is down, must stay as it
 *   is (`delaycompress`).
 * - What can't be found any more is reported as lost, before anything that came later is taken.
 *
 * Memory: one buffer of {@link TailerOptions.maxLineBytes} bytes and 64 KiB.
 */
export function createTailer<Event>(options: TailerOptions<Event>): Tailer<Event> {
  const {
    path,
    parse: read,
    observer: witness,
    startAt: begin = "start",
    maxLineBytes: longest = 131_072,
    interval = 1_000,
  } = options;
  const room = createReadBuffer(longest);
  /** Where to go on while no file is open. */
  let saved = parseFilePosition(options.from);
  let current: LogFile | undefined;
  /** Whether the log was never looked for. What comes where there was nothing is read from its start. */
  let first = saved === undefined;

  const enter = async (generation: FileInfo, at: "start" | "end" | FilePosition) => {
    const opened = await openLogFile(generation.path, at, room, BigInt(saved?.modified ?? 0)).catch(unlessGone);
    if (opened !== undefined && fileId(opened) === fileId(generation)) {
      current = opened;
      return true;
    }
    // Names move. What was meant is found by the next look.
    await opened?.close();
    return false;
  };

  const leave = async () => {
    if (current === undefined) return;
    const left = current;
    saved = left.position;
    current = undefined;
    await left.close();
  };

  const isLog = (generation: FileInfo | undefined) => generation?.path === path;

  /**
   * A file of which nothing was read may have been copied and cut off since. No bytes tell that the copy goes on where
   * the position is, but its place and its time do.
   */
  const copyOfUnread = (position: FilePosition, among: readonly FileInfo[]) => {
    if (position.offset > 0) return undefined;
    const place = among.findIndex((each) => fileId(each) === fileId(position));
    return modifiedAfter(among.slice(0, Math.max(0, place)), BigInt(position.modified))[0];
  };

  const enterWhereReadLast = async (position: FilePosition, among: readonly FileInfo[]) => {
    const copy = copyOfUnread(position, among);
    if (copy !== undefined) return enter(copy, "start");
    const same = among.filter((each) => fileId(each) === fileId(position));
    for (const each of same) if (await enter(each, position)) return true;
    if (position.fingerprinted === 0) return false;
    for (const each of among)
      if (!same.includes(each) && each.size >= position.offset && (await enter(each, position).catch(unlessUnreadable)))
        return true;
    return false;
  };

  const goOnAt = async (position: FilePosition, loss: GapReason) => {
    // Names may have moved while they were looked at; something is lost only if it stays away.
    for (let tries = 0; tries < 3; tries += 1) if (await enterWhereReadLast(position, await listLogFiles(path))) return;
    const among = await listLogFiles(path);
    const [oldest] = modifiedAfter(among, BigInt(position.modified));
    const next = oldest ?? among.find(isLog);
    if (next !== undefined && (await enter(next, "start"))) witness.gap(loss);
  };

  const find = async () => {
    if (saved !== undefined) return goOnAt(saved, "rotated-away");
    const log = (await listLogFiles(path)).find(isLog);
    if (log === undefined || (await enter(log, first ? begin : "start"))) first = false;
  };

  /** What comes after the file that was read to its end; undefined while it may still grow. */
  const successorOf = async (log: LogFile): Promise<FileInfo | undefined> => {
    const newest = await fileInfo(path);
    if (newest !== undefined && fileId(newest) === fileId(log)) return undefined;
    const among = await listLogFiles(path);
    const place = among.findIndex((each) => fileId(each) === fileId(log));
    const after = place < 0 ? modifiedAfter(among, BigInt(log.position.modified)) : among.slice(place + 1);
    // New files may be there before the writer has turned to them.
    return [...after, ...among.filter(isLog)].find((each) => each.size > 0 && fileId(each) !== fileId(log));
  };

  const turnToCopyOfUnread = async (log: LogFile) => {
    if (log.position.offset > 0) return;
    const copy = copyOfUnread(log.position, await listLogFiles(path));
    if (copy === undefined) return;
    await leave();
    await enter(copy, "start");
  };

  const readAll = async (lines: LineHandler, signal: AbortSignal) => {
    while (!signal.aborted) {
      if (current === undefined) await find();
      else await turnToCopyOfUnread(current);
      const log = current;
      if (log === undefined) return;
      let found = await log.read(lines, signal);
      const next = found === "end" ? await successorOf(log) : undefined;
      if (found === "end" && next === undefined) return;
      // Until the new file was written to, more may have come into the old one.
      if (found === "end") found = await log.read(lines, signal);
      if (isAborted(signal)) return;
      if (found === "end") await log.readUnterminatedLine(lines);
      await leave();
      if (found === "replaced") await goOnAt(log.position, "cut-off");
      else if (next !== undefined) await enter(next, "start");
    }
  };

  /** Reads what can be read now. What the taker throws goes on; what the files do is reported. */
  const attempt = async (take: EventHandler<Event>, signal: AbortSignal) => {
    const taking = linesFor(read, take, witness);
    try {
      await readAll(taking.lines, signal);
      witness.status(current === undefined ? `${path} isn't there` : undefined);
    } catch (error) {
      if (taking.failed()) throw error;
      witness.status(`${path} can't be read: ${error instanceof Error ? error.message : String(error)}`);
      await leave();
    }
  };

  return {
    get position() {
      return current?.position ?? saved;
    },
    get unreadBytes() {
      return current?.unreadBytes ?? 0;
    },
    catchUp: attempt,
    run: async (take, signal) => {
      const wake = watchFile(path, interval);
      try {
        while (!signal.aborted) {
          await attempt(take, signal);
          await wake.nextChange(signal);
        }
      } finally {
        wake.close();
        await leave();
      }
    },
    onCheckpointed: () => Promise.resolve(),
    close: leave,
  };
}

/** Lines become events or refusals; whether the taker failed is remembered, to be told from failures of the files. */
function linesFor<Event>(
  read: (line: Buffer) => ParseResult<Event>,
  take: EventHandler<Event>,
  witness: SourceObserver,
) {
  let failed = false;
  const fail = (error: unknown): never => {
    failed = true;
    throw error;
  };
  const lines: LineHandler = {
    onLine: (line) => {
      try {
        const found = read(line);
        if ("event" in found) return take(found.event)?.catch(fail);
        witness.rejected(found.rejected);
      } catch (error) {
        fail(error);
      }
    },
    onTooLong: () => {
      witness.rejected("too-long");
    },
  };
  return { lines, failed: () => failed };
}

/** A file that was renamed or removed after it was looked at isn't there: no failure. */
function unlessGone(error: unknown): undefined {
  if (isSystemError(error) && error.code === "ENOENT") return undefined;
  throw error;
}

/** Where a copy is looked for, a file that may not be read isn't it. */
function unlessUnreadable(error: unknown): false {
  if (isSystemError(error)) return false;
  throw error;
}
