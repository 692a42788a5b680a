import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";

/** Sections of a state file by name, each of parts that JSON can hold. */
export type Sections = Readonly<Record<string, Iterable<unknown>>>;

/** The format that is written. {@link readableVersions} are read. */
export const stateFormat = { format: "homelab-exporter state", version: 2 } as const;

/** Version 1 exposed new series with their values, not with 0 first. */
export const readableVersions: readonly unknown[] = [1, 2];

/** Characters that are collected before a write. */
const chunkLength = 65_536;

/** Writes sections to an empty file, chunk by chunk, with a checksum at the end. */
export async function writeState(file: FileHandle, sections: Sections): Promise<void> {
  let checksum = 0;
  let text = "";
  const flush = async () => {
    const bytes = Buffer.from(text);
    text = "";
    checksum = crc32(bytes, checksum);
    // A single write may be partial when the disk is nearly full.
    for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done)).bytesWritten;
  };
  for (const line of linesOf(sections)) {
    text += `${line}\n`;
    if (text.length >= chunkLength) await flush();
  }
  await flush();
  text = `${JSON.stringify({ end: checksum })}\n`;
  await flush();
}

function* linesOf(sections: Sections): Iterable<string> {
  yield JSON.stringify(stateFormat);
  for (const [section, parts] of Object.entries(sections)) {
    yield JSON.stringify({ section });
    // The array distinguishes a part from the name of a section, and keeps an undefined part (as null).
    for (const part of parts) yield JSON.stringify([part]);
  }
}
