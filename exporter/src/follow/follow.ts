import type { Read } from "../events.js";
import { isOver } from "../pause.js";
import type { LogSource, Loss, Take, Witness } from "../source.js";
import { isSystemError } from "../system-error.js";
import { generationAt, generationsOf, idOf, writtenAfter, type Generation } from "./generations.js";
import { openLog, readingRoom, type Lines, type OpenLog } from "./open-log.js";
import { readFilePosition, type FilePosition } from "./position.js";
import { wakeFor } from "./wake.js";

export interface FollowOptions<Event> {
  readonly path: string;
  /** What a line says. The bytes are overwritten once what it returned was taken. */
  readonly read: (line: Buffer) => Read<Event>;
  readonly witness: Witness;
  /** Where to go on: what {@link LogSource.position} was. Anything else, and nothing, is a first start. */
  readonly from?: unknown;
  /** Where a first start begins in a file that is there already. Default: `start`. */
  readonly begin?: "start" | "end";
  /** The greatest length of a line, in bytes. Default: 128 KiB. */
  readonly longest?: number;
  /** Milliseconds between looks where the file system reports no changes. Default: 1,000. */
  readonly interval?: number;
}

export interface FollowedFile<Event> extends LogSource<Event> {
  /** Undefined before a file was found for the first time. */
  readonly position: FilePosition | undefined;
  /** How many bytes are known to be there and weren't taken. */
  readonly behind: number;
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
 * Memory: one buffer of {@link FollowOptions.longest} bytes and 64 KiB.
 */
export function follow<Event>(options: FollowOptions<Event>): FollowedFile<Event> {
  const { path, read, witness, begin = "start", longest = 131_072, interval = 1_000 } = options;
  const room = readingRoom(longest);
  /** Where to go on while no file is open. */
  let saved = readFilePosition(options.from);
  let current: OpenLog | undefined;
  /** Whether the log was never looked for. What comes where there was nothing is read from its start. */
  let first = saved === undefined;

  const enter = async (generation: Generation, at: "start" | "end" | FilePosition) => {
    const opened = await openLog(generation.path, at, room, BigInt(saved?.modified ?? 0)).catch(unlessGone);
    if (opened !== undefined && idOf(opened) === idOf(generation)) {
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

  const isLog = (generation: Generation | undefined) => generation?.path === path;

  /**
   * A file of which nothing was read may have been copied and cut off since. No bytes tell that the copy goes on where
   * the position is, but its place and its time do.
   */
  const copyOfUnread = (position: FilePosition, among: readonly Generation[]) => {
    if (position.offset > 0) return undefined;
    const place = among.findIndex((each) => idOf(each) === idOf(position));
    return writtenAfter(among.slice(0, Math.max(0, place)), BigInt(position.modified))[0];
  };

  const enterWhereReadLast = async (position: FilePosition, among: readonly Generation[]) => {
    const copy = copyOfUnread(position, among);
    if (copy !== undefined) return enter(copy, "start");
    const same = among.filter((each) => idOf(each) === idOf(position));
    for (const each of same) if (await enter(each, position)) return true;
    if (position.fingerprinted === 0) return false;
    for (const each of among)
      if (!same.includes(each) && each.size >= position.offset && (await enter(each, position).catch(unlessUnreadable)))
        return true;
    return false;
  };

  const goOnAt = async (position: FilePosition, loss: Loss) => {
    // Names may have moved while they were looked at; something is lost only if it stays away.
    for (let tries = 0; tries < 3; tries += 1)
      if (await enterWhereReadLast(position, await generationsOf(path))) return;
    const among = await generationsOf(path);
    const [oldest] = writtenAfter(among, BigInt(position.modified));
    const next = oldest ?? among.find(isLog);
    if (next !== undefined && (await enter(next, "start"))) witness.lost(loss);
  };

  const find = async () => {
    if (saved !== undefined) return goOnAt(saved, "rotated-away");
    const log = (await generationsOf(path)).find(isLog);
    if (log === undefined || (await enter(log, first ? begin : "start"))) first = false;
  };

  /** What comes after the file that was read to its end; undefined while it may still grow. */
  const successorOf = async (log: OpenLog): Promise<Generation | undefined> => {
    const newest = await generationAt(path);
    if (newest !== undefined && idOf(newest) === idOf(log)) return undefined;
    const among = await generationsOf(path);
    const place = among.findIndex((each) => idOf(each) === idOf(log));
    const after = place < 0 ? writtenAfter(among, BigInt(log.position.modified)) : among.slice(place + 1);
    // New files may be there before the writer has turned to them.
    return [...after, ...among.filter(isLog)].find((each) => each.size > 0 && idOf(each) !== idOf(log));
  };

  const turnToCopyOfUnread = async (log: OpenLog) => {
    if (log.position.offset > 0) return;
    const copy = copyOfUnread(log.position, await generationsOf(path));
    if (copy === undefined) return;
    await leave();
    await enter(copy, "start");
  };

  const readAll = async (lines: Lines, signal: AbortSignal) => {
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
      if (isOver(signal)) return;
      if (found === "end") await log.finish(lines);
      await leave();
      if (found === "replaced") await goOnAt(log.position, "cut-off");
      else if (next !== undefined) await enter(next, "start");
    }
  };

  /** Reads what can be read now. What the taker throws goes on; what the files do is reported. */
  const attempt = async (take: Take<Event>, signal: AbortSignal) => {
    const taking = linesFor(read, take, witness);
    try {
      await readAll(taking.lines, signal);
      witness.state(current === undefined ? `${path} isn't there` : undefined);
    } catch (error) {
      if (taking.failed()) throw error;
      witness.state(`${path} can't be read: ${error instanceof Error ? error.message : String(error)}`);
      await leave();
    }
  };

  return {
    get position() {
      return current?.position ?? saved;
    },
    get behind() {
      return current?.behind ?? 0;
    },
    catchUp: attempt,
    run: async (take, signal) => {
      const wake = wakeFor(path, interval);
      try {
        while (!signal.aborted) {
          await attempt(take, signal);
          await wake.next(signal);
        }
      } finally {
        wake.close();
        await leave();
      }
    },
    kept: () => Promise.resolve(),
    close: leave,
  };
}

/** Lines become events or refusals; whether the taker failed is remembered, to be told from failures of the files. */
function linesFor<Event>(read: (line: Buffer) => Read<Event>, take: Take<Event>, witness: Witness) {
  let failed = false;
  const fail = (error: unknown): never => {
    failed = true;
    throw error;
  };
  const lines: Lines = {
    take: (line) => {
      try {
        const found = read(line);
        if ("event" in found) return take(found.event)?.catch(fail);
        witness.refused(found.refused);
      } catch (error) {
        fail(error);
      }
    },
    tooLong: () => {
      witness.refused("too-long");
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
