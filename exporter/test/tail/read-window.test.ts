import type { FileHandle } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createReadWindow } from "../../src/tail/read-window.js";

/** A file that has filled the buffer before its reads resolve. */
function slowFile(content: Buffer) {
  const pending: (() => void)[] = [];
  const read = (buffer: Buffer, at: number, length: number, position: number) => {
    const bytesRead = content.copy(buffer, at, position, position + length);
    return new Promise((resolve) => pending.push(() => resolve({ bytesRead, buffer })));
  };
  return { handle: { read } as unknown as FileHandle, finish: () => pending.shift()?.() };
}

const content = Buffer.from(Array.from({ length: 6000 }, (_, index) => index % 251));

describe("a read window", () => {
  it("keeps the bytes that identify the file while a read overwrites them, for a checkpoint at that time", async () => {
    const { handle, finish } = slowFile(content);
    const window = createReadWindow(handle, Buffer.alloc(content.length), { offset: 0, fingerprinted: 0 });
    const first = window.fill();
    finish();
    await first;
    window.consume(4000);
    const expected = content.subarray(4000 - 1024, 4000);
    expect(window.fingerprinted).toEqual(expected);
    const second = window.fill();
    expect(Buffer.from(window.fingerprinted)).toEqual(expected);
    finish();
    await second;
    expect(window.offset).toBe(4000);
    expect(window.fingerprinted).toEqual(expected);
    expect(window.unconsumed).toEqual(content.subarray(4000));
  });

  it("is unchanged where the file has other bytes before the offset", async () => {
    const bytes = Buffer.from(content);
    const { handle, finish } = slowFile(bytes);
    const window = createReadWindow(handle, Buffer.alloc(content.length), { offset: 0, fingerprinted: 0 });
    const first = window.fill();
    finish();
    await first;
    window.consume(4000);
    bytes.fill(0);
    const second = window.fill();
    finish();
    expect(await second).toBe(false);
    expect(window.fingerprinted).toEqual(content.subarray(4000 - 1024, 4000));
    expect(window.unconsumed).toHaveLength(0);
  });
});
