import { appendFileSync, copyFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratchDirectory } from "../scratch-directory.js";
import { catchUp, createRecord, openTailer } from "./test-bench.js";

/** A tailer whose record has a `<rotated>` for each report of a rotation. */
function tailing(path = join(scratchDirectory(), "access.log")) {
  const record = createRecord();
  const open = (position?: unknown) =>
    openTailer(path, record, {
      position,
      observer: {
        rejected: (reason) => record.entries.push(`<${reason}>`),
        gap: (reason) => record.entries.push(`<gap: ${reason}>`),
        rotated: () => record.entries.push("<rotated>"),
        status: () => undefined,
      },
    });
  const file = open();
  return { path, record, file, open, look: () => catchUp(file, record) };
}

test("a rotation is reported after the first line of the new file, which identifies it", async () => {
  const { path, record, look } = tailing();
  writeFileSync(path, "one\n");
  await look();
  expect(record.entries).toEqual(["one", "<rotated>"]);
  appendFileSync(path, "two\n");
  renameSync(path, `${path}.1`);
  writeFileSync(path, "three\nfour\n");
  await look();
  await look();
  expect(record.entries.slice(2)).toEqual(["two", "three", "<rotated>", "four"]);
});

test("a rotation is reported before the new file has lines, once", async () => {
  const { path, record, look } = tailing();
  writeFileSync(path, "one\n");
  await look();
  renameSync(path, `${path}.1`);
  await look();
  writeFileSync(path, "");
  await look();
  expect(record.entries).toEqual(["one", "<rotated>", "<rotated>"]);
  appendFileSync(path, "!\n");
  await look();
  expect(record.entries.slice(3)).toEqual(["<not-json>", "<rotated>"]);
});

test("a rotation by copying and truncating is reported", async () => {
  const { path, record, look } = tailing();
  writeFileSync(path, "one\n");
  await look();
  appendFileSync(path, "two\n");
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
  await look();
  expect(record.entries).toEqual(["one", "<rotated>", "two", "<rotated>", "<rotated>"]);
  appendFileSync(path, "three\n");
  await look();
  expect(record.entries.slice(5)).toEqual(["three", "<rotated>"]);
});

test("a restart in the same file, renamed or not, reports no rotation until the log is another file", async () => {
  const { path, record, file, open, look } = tailing();
  writeFileSync(path, "one\n");
  await look();
  const { position } = file;
  await file.close();
  appendFileSync(path, "two\n");
  const again = open(position);
  await catchUp(again, record);
  await again.close();
  renameSync(path, `${path}.1`);
  writeFileSync(path, "three\n");
  await catchUp(open(again.position), record);
  expect(record.entries).toEqual(["one", "<rotated>", "two", "three", "<rotated>"]);
});
