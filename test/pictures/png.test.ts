import { crc32, deflateSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { reduceColors } from "../../build/pictures/palette.js";
import { readPng, shrinkPng } from "../../build/pictures/png.js";
import { fc } from "../properties.js";

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function chunk(type: string, data: readonly number[] | Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type), Buffer.from(data)]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length);
  frame.writeUInt32BE(crc32(content), 4);
  return Buffer.concat([frame.subarray(0, 4), content, frame.subarray(4)]);
}

const channelsOf = (color: number, size: number) =>
  [color >> 16, (color >> 8) & 0xff, color & 0xff, 0xff].slice(0, size);

/** A file as a browser writes it, each row with the filter that the list names next. Its data are in two chunks. */
function browserPng(width: number, colors: readonly number[], filters: readonly number[], size = 3): Buffer {
  const height = colors.length / width;
  const bytes = colors.flatMap((color) => channelsOf(color, size));
  const rowBytes = width * size;
  const at = (y: number, x: number) => (y < 0 || x < 0 ? 0 : (bytes[y * rowBytes + x] ?? 0));
  const predict = (filter: number, y: number, x: number) => {
    const [left, up, diagonal] = [at(y, x - size), at(y - 1, x), x < size ? 0 : at(y - 1, x - size)];
    const slope = left + up - diagonal;
    const nearest = [left, up, diagonal].reduce((a, b) => (Math.abs(slope - b) < Math.abs(slope - a) ? b : a));
    return [0, left, up, Math.floor((left + up) / 2), nearest][filter] ?? 0;
  };
  const rows = Array.from({ length: height }, (_, y) => {
    const filter = filters[y % filters.length] ?? 0;
    return [filter, ...Array.from({ length: rowBytes }, (_, x) => (at(y, x) - predict(filter, y, x)) & 0xff)];
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, size === 3 ? 2 : 6], 8);
  const data = deflateSync(Buffer.from(rows.flat()));
  const half = data.length >> 1;
  return Buffer.concat([
    Buffer.from(signature),
    chunk("IHDR", header),
    chunk("IDAT", data.subarray(0, half)),
    chunk("IDAT", data.subarray(half)),
    chunk("IEND", []),
  ]);
}

/** Each chunk of a file, its checksum compared. */
function chunksOf(file: Buffer): ReadonlyMap<string, Buffer> {
  expect([...file.subarray(0, 8)]).toEqual(signature);
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < file.length;) {
    const end = at + 8 + file.readUInt32BE(at);
    expect(file.readUInt32BE(end)).toBe(crc32(file.subarray(at + 4, end)));
    chunks.set(file.toString("latin1", at + 4, at + 8), file.subarray(at + 8, end));
    at = end + 4;
  }
  return chunks;
}

/** The pixels of a file with a palette. */
function palettePixels(file: Buffer): { width: number; colors: number[] } {
  const chunks = chunksOf(file);
  const header = chunks.get("IHDR")!;
  expect([...header.subarray(8)]).toEqual([8, 3, 0, 0, 0]);
  const width = header.readUInt32BE(0);
  const palette = chunks.get("PLTE")!;
  const rows = inflateSync(chunks.get("IDAT")!);
  expect(rows.length).toBe((width + 1) * header.readUInt32BE(4));
  return {
    width,
    colors: [...rows].flatMap((index, at) => (at % (width + 1) === 0 ? [] : [palette.readUIntBE(index * 3, 3)])),
  };
}

const color = fc.integer({ min: 0, max: 0xffffff });
const picture = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) =>
    fc.record({
      width: fc.constant(width),
      colors: fc.array(color, { minLength: width * height, maxLength: width * height }),
      filters: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }),
      size: fc.constantFrom(3, 4),
    }),
  );

describe("a picture of the browser", () => {
  it("is read with every filter, with and without opacity", () => {
    fc.assert(
      fc.property(picture, ({ width, colors, filters, size }) => {
        const read = readPng(browserPng(width, colors, filters, size));
        expect([read.width, read.height]).toEqual([width, colors.length / width]);
        expect([...read.colors]).toEqual(colors);
      }),
    );
  });

  it("keeps its pixels exactly if it has at most 256 colors", () => {
    fc.assert(
      fc.property(picture, ({ width, colors, filters, size }) => {
        expect(palettePixels(shrinkPng(browserPng(width, colors, filters, size)))).toEqual({ width, colors });
      }),
    );
  });

  it("is refused in another format", () => {
    const good = browserPng(2, [1, 2, 3, 4], [0]);
    expect(() => readPng(Buffer.from("GIF89a"))).toThrow("a picture is no PNG file");
    expect(() => readPng(shrinkPng(good))).toThrow("another format than the browser's");
    expect(() => readPng(browserPng(2, [1, 2, 3, 4], [7]))).toThrow("unknown filter 7");
    const cut = Buffer.concat([good.subarray(0, 33), chunk("IDAT", deflateSync(Buffer.alloc(7))), chunk("IEND", [])]);
    expect(() => readPng(cut)).toThrow("a picture is incomplete");
  });
});

describe("fewer colors", () => {
  /** All 4,096 colors with four bits for each channel. */
  const many = Uint32Array.from({ length: 4096 }, (_, index) =>
    [index >> 8, (index >> 4) & 15, index & 15].reduce((sum, one) => sum * 256 + one * 17, 0),
  );

  it("are as many as are allowed, each one of the picture's, and near to those that they replace", () => {
    const { palette, indexes } = reduceColors(many, 64);
    expect(palette).toHaveLength(64);
    const all = new Set(many);
    for (const [red, green, blue] of palette) expect(all).toContain((red << 16) | (green << 8) | blue);
    for (const [at, value] of many.entries()) {
      const chosen = palette[indexes[at] ?? -1]!;
      const own = [value >> 16, (value >> 8) & 0xff, value & 0xff];
      // A quarter of each channel's range.
      for (const [channel, one] of own.entries()) expect(Math.abs(one - chosen[channel]!)).toBeLessThanOrEqual(64);
    }
  });

  it("keep a rare color that is far from all others", () => {
    const gray = Array.from({ length: 10_000 }, (_, index) => (index % 200) * 0x010101);
    const { palette, indexes } = reduceColors(Uint32Array.from([...gray, 0xff8000]), 16);
    expect(palette[indexes.at(-1)!]).toEqual([0xff, 0x80, 0]);
  });

  it("keep the color of the largest surface exactly", () => {
    const surface = Array.from({ length: 5_000 }, () => 0x181b1f);
    const { palette, indexes } = reduceColors(Uint32Array.from([...surface, ...many]), 16);
    expect(palette[indexes[0]!]).toEqual([0x18, 0x1b, 0x1f]);
  });
});
