import { constants } from "node:fs";
import { open, readdir, rm, stat, truncate, type FileHandle } from "node:fs/promises";
import { basename, dirname } from "node:path";

/** A place in the journal. */
export interface WalPosition {
  /** Which of its files, which are counted up. */
  readonly file: number;
  /** In bytes. */
  readonly offset: number;
}

/** A place that was saved, if it is one. */
export function parseWalPosition(saved: unknown): WalPosition | undefined {
  if (typeof saved !== "object" || saved === null) return undefined;
  const { file, offset }: { readonly file?: unknown; readonly offset?: unknown } = saved;
  return isCount(file) && isCount(offset) ? { file, offset } : undefined;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** What was read from AdGuard Home and isn't in a saved state yet. */
export interface WriteAheadLog {
  /** Where the next line will be. */
  readonly end: WalPosition;
  /** The lines from a place on, each with the place after it. */
  readFrom(from: WalPosition): AsyncIterable<{ readonly line: string; readonly after: WalPosition }>;
  /**
   * Adds lines without line breaks, all or none; they are on the disk when this is done.
   *
   * @returns the place after each
   * @throws Error of the operating system
   */
  append(lines: readonly string[]): Promise<readonly WalPosition[]>;
  /**
   * Forgets what is before a place, from where on it is to be read after a restart.
   *
   * @returns the same place by another name, where a new file was begun
   */
  truncateBefore(before: WalPosition): Promise<WalPosition>;
  close(): Promise<void>;
}

/** From this size on, in bytes, a file that nobody needs any more makes place for the next one. */
const segmentSize = 1_048_576;

/**
 * A log can be read again after a kill; what AdGuard Home has told can't: it may be down by then, or may have lost what
 * was in its memory. So entries are written down here before they are counted, and read from here after a restart.
 *
 * It is files beside each other, `….1`, `….2`; of a last line that a kill cut off nothing was counted, and it goes.
 *
 * @param from where reading is to go on; without it, and where that isn't there any more, the journal begins empty
 */
export async function openWriteAheadLog(path: string, from: WalPosition | undefined): Promise<WriteAheadLog> {
  const found = await filesOf(path);
  const kept = from === undefined ? [] : await contiguous(path, found, from);
  for (const each of found) if (!kept.includes(each)) await rm(fileAt(path, each), { force: true });
  const place = kept.length > 0 || from?.offset === 0 ? from : undefined;
  let current = kept.at(-1) ?? place?.file ?? Math.max(0, from?.file ?? 0, ...found) + 1;
  let size = await cutOffHalf(fileAt(path, current));
  let oldest = kept[0] ?? current;
  let handle: FileHandle | undefined;

  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(act: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  };

  const close = async () => {
    const left = handle;
    handle = undefined;
    await left?.close();
  };

  return {
    get end() {
      return { file: current, offset: size };
    },
    readFrom: async function* (start) {
      for (let file = Math.max(start.file, oldest); file <= current; file += 1) {
        // It is made when something is written to it.
        if (file === current && size === 0) return;
        const begin = file === start.file ? start.offset : 0;
        for await (const { line, end } of linesIn(fileAt(path, file), begin))
          yield { line, after: { file, offset: end } };
      }
    },
    append: (lines) =>
      inTurn(async () => {
        const bytes = lines.map((line) => Buffer.from(`${line}\n`));
        handle ??= await open(
          fileAt(path, current),
          constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND,
          0o600,
        );
        try {
          await handle.writeFile(Buffer.concat(bytes));
          await handle.datasync();
        } catch (error) {
          // A part may have been written. If even that can't be undone, the next start does.
          await handle.truncate(size).catch(() => undefined);
          throw error;
        }
        return bytes.map(({ length }) => {
          size += length;
          return { file: current, offset: size };
        });
      }),
    truncateBefore: (before) =>
      inTurn(async () => {
        for (; oldest < before.file; oldest += 1) await rm(fileAt(path, oldest), { force: true });
        if (before.file !== current || before.offset < size || size < segmentSize) return before;
        await close();
        [current, size] = [current + 1, 0];
        return { file: current, offset: 0 };
      }),
    close: () => inTurn(close),
  };
}

const fileAt = (path: string, file: number) => `${path}.${file}`;

/** The numbers of its files, in order. */
async function filesOf(path: string): Promise<readonly number[]> {
  const prefix = `${basename(path)}.`;
  const names = (await readdir(dirname(path))).filter((name) => name.startsWith(prefix));
  const numbers = names.map((name) => name.slice(prefix.length)).filter((text) => /^\d{1,15}$/.test(text));
  return numbers.map(Number).sort((one, other) => one - other);
}

/** The files from a place on, without a gap; none if the place itself isn't there. */
async function contiguous(path: string, found: readonly number[], from: WalPosition): Promise<readonly number[]> {
  if (!found.includes(from.file) || (await stat(fileAt(path, from.file))).size < from.offset) return [];
  const later = found.filter((each) => each >= from.file);
  return later.filter((each, index) => each === from.file + index);
}

/** Cuts off what stands after the last line end, and returns the size; 0 for no file. */
async function cutOffHalf(path: string): Promise<number> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (!exists) return 0;
  let size = 0;
  for await (const { end } of linesIn(path, 0)) size = end;
  await truncate(path, size);
  return size;
}

const lineEnd = 0x0a;

/** The whole lines of a file from a place on, and where each ends. */
async function* linesIn(path: string, from: number): AsyncGenerator<{ readonly line: string; readonly end: number }> {
  const handle = await open(path, constants.O_RDONLY);
  try {
    let rest = Buffer.alloc(0);
    let end = from;
    // Cut by hand: what cuts lines for people also cuts at line breaks that may stand in JSON.
    for await (const chunk of handle.createReadStream({ start: from, autoClose: false })) {
      const bytes: Buffer = Buffer.concat([rest, bytesOf(chunk)]);
      let start = 0;
      for (let at = bytes.indexOf(lineEnd); at >= 0; at = bytes.indexOf(lineEnd, start)) {
        end += at + 1 - start;
        yield { line: bytes.toString("utf8", start, at), end };
        start = at + 1;
      }
      rest = Buffer.from(bytes.subarray(start));
    }
  } finally {
    await handle.close();
  }
}

const bytesOf = (chunk: unknown): Buffer => (Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(0));
