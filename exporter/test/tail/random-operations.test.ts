import {
  closeSync,
  copyFileSync,
  existsSync,
  futimesSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fc } from "../../../test/properties.js";
import { createRecord, catchUp, openTailer } from "./test-bench.js";
import { scratchDirectory } from "../scratch-directory.js";

const maxLineBytes = 60;

/** An operation on a log, its writer or its tailer. */
type Step =
  /** The writer writes lines of these lengths in pieces, and holds the last bytes back. */
  | { readonly kind: "write"; readonly lengths: readonly number[]; readonly held: number }
  | { readonly kind: "look" | "save" | "kill" | "rename" | "create" | "reopen" | "copy" | "tidy" };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("write" as const),
        lengths: fc.array(
          fc.oneof(
            { weight: 9, arbitrary: fc.integer({ min: 8, max: maxLineBytes }) },
            fc.integer({ min: 61, max: 500 }),
          ),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        held: fc.nat({ max: 80 }),
      }),
    },
    { weight: 4, arbitrary: fc.constant({ kind: "look" as const }) },
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constantFrom("save", "kill", "rename", "create", "reopen", "copy", "tidy") }),
    },
  ),
  { maxLength: 40 },
);

/** Distinct lines, at their ends too. */
const lineOf = (index: number, length: number) => `${String(index).padStart(6, "0")} `.repeat(80).slice(0, length);

/** A writer like Traefik, which keeps its file open until a signal to reopen it. */
function writerOf(path: string) {
  const lines: string[] = [];
  let file = openSync(path, "a");
  let pending = "";
  // Modification times differ by a second, independently of the clock of the file system.
  let clock = 4_000_000_000;
  const write = (text: string) => {
    writeSync(file, text);
    clock += 1;
    futimesSync(file, clock, clock);
  };
  const flush = () => {
    if (pending !== "") write(pending);
    pending = "";
  };
  const rotated = () => {
    const count = readdirSync(join(path, "..")).length;
    return Array.from({ length: count }, (_, index) => `${path}.${index + 1}`).filter((each) => existsSync(each));
  };
  const shift = () => {
    for (const each of rotated().reverse())
      renameSync(
        each,
        each.replace(/\d+$/, (index) => String(Number(index) + 1)),
      );
  };
  return {
    lines,
    flush,
    write: (lengths: readonly number[], held: number) => {
      flush();
      const added = lengths.map((length, index) => lineOf(lines.length + index, length));
      lines.push(...added);
      const text = added.map((line) => `${line}\n`).join("");
      const now = text.slice(0, Math.max(0, text.length - held));
      pending = text.slice(now.length);
      write(now.slice(0, now.length / 2));
      write(now.slice(now.length / 2));
    },
    rename: () => {
      if (!existsSync(path)) return;
      shift();
      renameSync(path, `${path}.1`);
    },
    create: () => {
      clock += 1;
      if (existsSync(path)) return;
      closeSync(openSync(path, "a"));
      utimesSync(path, clock, clock);
    },
    reopen: () => {
      flush();
      closeSync(file);
      file = openSync(path, "a");
      clock += 1;
      futimesSync(file, clock, clock);
    },
    copy: () => {
      flush();
      if (!existsSync(path) || statSync(path).ino !== statOf(file)) return;
      shift();
      copyFileSync(path, `${path}.1`);
      clock += 1;
      utimesSync(`${path}.1`, clock, clock);
      truncateSync(path, 0);
      clock += 1;
      utimesSync(path, clock, clock);
    },
    rotated,
    isOpen: (each: string) => statSync(each).ino === statOf(file),
    close: () => closeSync(file),
  };
}

const statOf = (file: number) => statSync(`/proc/self/fd/${file}`).ino;

test("every line is read exactly once and in order after any sequence of writes, rotations and restarts", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const path = join(scratchDirectory(), "access.log");
      const writer = writerOf(path);
      const record = createRecord();
      let file = openTailer(path, record, { maxLineBytes });
      // A first start begins with the current log file.
      await catchUp(file, record);
      let saved = { position: file.position, entries: 0 };
      const tidy = () => {
        const oldest = writer.rotated().at(-1);
        const inodes = [file.position?.inode, saved.position?.inode];
        const used = oldest === undefined || inodes.includes(String(statSync(oldest).ino)) || writer.isOpen(oldest);
        // A file with unread lines stays.
        if (oldest !== undefined && !used && saved.entries === writer.lines.length) rmSync(oldest);
      };
      for (const step of [
        ...plan,
        { kind: "reopen" },
        { kind: "write", lengths: [10], held: 0 },
        { kind: "look" },
      ] as Step[]) {
        if (step.kind === "write") writer.write(step.lengths, step.held);
        else if (step.kind === "look") await catchUp(file, record);
        else if (step.kind === "save") saved = { position: file.position, entries: record.entries.length };
        else if (step.kind === "tidy") tidy();
        else if (step.kind === "kill") {
          await file.close();
          record.entries.splice(saved.entries);
          file = openTailer(path, record, { maxLineBytes, position: saved.position });
        } else writer[step.kind]();
      }
      await file.close();
      writer.close();
      const expected = writer.lines.map((line) => (line.length > maxLineBytes ? "<too-long>" : line));
      expect(record.entries).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});
