import { readdir, rm, stat, truncate } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { openRegularFile } from "../regular-file.js";

/** A line of a segment, and the offset of the byte after it. */
export interface SegmentLine {
  /** Cut off where it is longer than any entry. */
  readonly line: string;
  readonly end: number;
}

export const segmentPath = (path: string, segment: number): string => `${path}.${segment}`;

/** Numbers of the segments on the disk, ascending. */
export async function listSegments(path: string): Promise<readonly number[]> {
  const prefix = `${basename(path)}.`;
  const names = (await readdir(dirname(path))).filter((name) => name.startsWith(prefix));
  const numbers = names.map((name) => name.slice(prefix.length)).filter((text) => /^\d{1,15}$/.test(text));
  return numbers.map(Number).sort((one, other) => one - other);
}

/** The found segments from a position on, up to the first gap; none if the position itself is missing. */
export async function contiguousSegments(
  path: string,
  found: readonly number[],
  from: { readonly file: number; readonly offset: number },
): Promise<readonly number[]> {
  if (!found.includes(from.file) || (await stat(segmentPath(path, from.file))).size < from.offset) return [];
  const later = found.filter((each) => each >= from.file);
  return later.filter((each, index) => each === from.file + index);
}

export const removeSegment = (path: string, segment: number): Promise<void> =>
  rm(segmentPath(path, segment), { force: true });

/** Truncates a segment after its last complete line, and returns its size in bytes; 0 if it doesn't exist. */
export async function truncatePartialLine(path: string, segment: number): Promise<number> {
  const file = segmentPath(path, segment);
  const exists = await stat(file).then(
    () => true,
    () => false,
  );
  if (!exists) return 0;
  let size = 0;
  for await (const { end } of readSegment(path, segment, 0)) size = end;
  await truncate(file, size);
  return size;
}

const lineFeed = 0x0a;

/** Longer than any entry that is appended. A damaged segment may have longer lines. */
const maxLineBytes = 1_048_576;

/** Reads the complete lines of a segment from an offset on. */
export async function* readSegment(path: string, segment: number, from: number): AsyncGenerator<SegmentLine> {
  const handle = await openRegularFile(segmentPath(path, segment));
  try {
    let rest = Buffer.alloc(0);
    let end = from;
    // Not readline: it also splits at U+2028, which JSON may contain.
    for await (const chunk of handle.createReadStream({ start: from, autoClose: false })) {
      const bytes: Buffer = Buffer.concat([rest, toBuffer(chunk)]);
      let start = 0;
      for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, start)) {
        end += at + 1 - start;
        yield { line: bytes.toString("utf8", start, at), end };
        start = at + 1;
      }
      // An entry that is cut off isn't JSON.
      const left = bytes.subarray(start);
      end += Math.max(0, left.length - maxLineBytes);
      rest = Buffer.from(left.subarray(0, maxLineBytes));
    }
  } finally {
    await handle.close();
  }
}

const toBuffer = (chunk: unknown): Buffer => (Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(0));
