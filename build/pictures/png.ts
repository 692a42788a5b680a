/** Reading of the PNG files that a browser writes, and writing of small ones with at most 256 colors. */
import { crc32, deflateSync, inflateSync } from "node:zlib";
import { reduceColors, type Rgb } from "./palette.js";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Bytes of a pixel by PNG's color type: without and with opacity. */
const pixelBytes: ReadonlyMap<number, number> = new Map([
  [2, 3],
  [6, 4],
]);

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Row by row, each as 0xRRGGBB. */
  readonly colors: Uint32Array;
}

function* chunksOf(file: Buffer): Generator<{ readonly type: string; readonly data: Buffer }> {
  if (!file.subarray(0, signature.length).equals(signature)) throw new Error("a picture is no PNG file");
  for (let at = signature.length; at + 8 <= file.length;) {
    const length = file.readUInt32BE(at);
    yield { type: file.toString("latin1", at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

/** The predictor of PNG's filter 4: of the pixels at the left, above and diagonal, the one nearest to their slope. */
function paeth(left: number, up: number, diagonal: number): number {
  const slope = left + up - diagonal;
  const [toLeft, toUp, toDiagonal] = [Math.abs(slope - left), Math.abs(slope - up), Math.abs(slope - diagonal)];
  if (toLeft <= toUp && toLeft <= toDiagonal) return left;
  return toUp <= toDiagonal ? up : diagonal;
}

const predictors: readonly ((left: number, up: number, diagonal: number) => number)[] = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

/** Takes back the filters of the rows, in place. Each row begins with the number of its filter. */
function unfilter(rows: Buffer, rowBytes: number, size: number): void {
  for (let start = 0; start < rows.length; start += rowBytes + 1) {
    const predict = predictors[rows[start] ?? NaN];
    if (predict === undefined) throw new Error(`a picture has an unknown filter ${rows[start]}`);
    const above = start - rowBytes - 1;
    for (let index = 1; index <= rowBytes; index++) {
      const left = index > size ? (rows[start + index - size] ?? 0) : 0;
      const up = above < 0 ? 0 : (rows[above + index] ?? 0);
      const diagonal = above < 0 || index <= size ? 0 : (rows[above + index - size] ?? 0);
      rows[start + index] = (rows[start + index] ?? 0) + predict(left, up, diagonal);
    }
  }
}

/** @param file 8 bits for each channel, not interlaced; its opacity is ignored @throws Error for other files */
export function readPng(file: Buffer): Pixels {
  const chunks = [...chunksOf(file)];
  const header = chunks[0]?.data ?? Buffer.alloc(0);
  if (header.length !== 13) throw new Error("a picture has no header");
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const size = pixelBytes.get(header[9] ?? NaN);
  if (header[8] !== 8 || size === undefined || header[12] !== 0)
    throw new Error("a picture has another format than the browser's: 8 bits for each channel, not interlaced");
  const rows = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data)));
  const rowBytes = width * size;
  if (rows.length !== (rowBytes + 1) * height) throw new Error("a picture is incomplete");
  unfilter(rows, rowBytes, size);
  const colors = new Uint32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) colors[y * width + x] = rows.readUIntBE(y * (rowBytes + 1) + 1 + x * size, 3);
  return { width, height, colors };
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}

/** @param palette at most 256 colors @param indexes into the palette, row by row */
function writePng(width: number, height: number, palette: readonly Rgb[], indexes: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits for each index into a palette, without interlacing.
  header.set([8, 3], 8);
  // Indexes have no slope, so that no filter fits them.
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(indexes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flat())),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The same picture in at most 256 colors, in about a third of the bytes. */
export function shrinkPng(file: Buffer): Buffer {
  const { width, height, colors } = readPng(file);
  const { palette, indexes } = reduceColors(colors);
  return writePng(width, height, palette, indexes);
}
