import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseDocument, stringify } from "yaml";
import { fc } from "../properties.js";
import { checkFiles } from "../../src/check/index.js";
import { buildTree } from "../../src/index.js";
import {
  defineLab,
  LabError,
  labTemplate,
  parseLab,
  readLab,
  type Lab,
  type LabInput,
  zoneOf,
} from "../../src/lab/index.js";
import { validLab } from "./arbitrary.js";

const template = labTemplate()
  .split("\n")
  .filter((line) => !/^\s*#/.test(line))
  .join("\n");

/** Expects a lab, or a LabError with a readable message. */
const outcome = (text: string, read = () => parseLab(text, "lab.yml")): Lab | LabError => {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    if (!(error instanceof LabError)) throw error;
    expect(error.issues.length).toBeGreaterThan(0);
    for (const line of error.message.split("\n")) expect(line).toMatch(/^(\S+\/)?lab\.yml(:\d+)?: .+ \(.+\)$/);
    for (const { reason, fix, line } of error.issues) {
      expect(`${reason} ${fix}`).not.toMatch(/undefined|\[object|Invalid input|change it/);
      if (line !== undefined) expect(line).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length);
    }
    return error;
  }
};

const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom(
    "\n",
    "  ",
    "- ",
    ": ",
    "#",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "<<: *a",
    "!!set ",
    "? ",
    "|",
    ">",
    '"',
    "'",
    "---\n",
    "null",
    "\t",
    "0x1",
    ".nan",
    "1e999",
    "/33",
    "\u0000",
    "__proto__: ",
  ),
);

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    Number.NaN,
    Infinity,
    -1,
    2 ** 60,
    "",
    "unknown",
    "other@x",
    "::/0",
    "0.0.0.0/0",
    "cache",
    "underlay_network",
    "traefik",
  ),
);

/** The paths of all values of the default lab. */
const pathsOf = (lab: unknown, path: (string | number)[] = []): (string | number)[][] => {
  if (Array.isArray(lab)) return [path, ...lab.flatMap((entry, index) => pathsOf(entry, [...path, index]))];
  if (typeof lab !== "object" || lab === null) return [path];
  return [path, ...Object.entries(lab).flatMap(([key, entry]: [string, unknown]) => pathsOf(entry, [...path, key]))];
};
const paths = pathsOf(parseDocument(template).toJS()).slice(1);

/** Typing errors in the lines of a text; numbers choose the lines. */
const slip: fc.Arbitrary<(lines: readonly string[]) => readonly string[]> = fc
  .tuple(fc.nat(), fc.nat(), piece, value)
  .chain(([one, other, put, scalar]) => {
    const changed = (lines: readonly string[], change: (line: string) => string) =>
      lines.map((line, index) => (index === one % lines.length ? change(line) : line));
    return fc.constantFrom(
      // A line dropped, doubled or swapped with another.
      (lines: readonly string[]) => lines.filter((_, index) => index !== one % lines.length),
      (lines: readonly string[]) =>
        lines.flatMap((line, index) => (index === one % lines.length ? [line, line] : [line])),
      (lines: readonly string[]) =>
        lines
          .with(one % lines.length, lines[other % lines.length] ?? "")
          .with(other % lines.length, lines[one % lines.length] ?? ""),
      // A line indented more or less, or by a tab.
      (lines: readonly string[]) => changed(lines, (line) => " ".repeat(1 + (other % 4)) + line),
      (lines: readonly string[]) => changed(lines, (line) => line.replace(/^ {1,2}/, "")),
      (lines: readonly string[]) => changed(lines, (line) => `\t${line.trimStart()}`),
      // A key misspelt, moved or missing; a value replaced.
      (lines: readonly string[]) =>
        changed(lines, (line) => line.replace(/(\w)(\w*):/, (_, first: string, rest: string) => `${rest}${first}:`)),
      (lines: readonly string[]) =>
        changed(lines, (line) => line.replace(/\w+:/, /\w+:/.exec(lines[other % lines.length] ?? "")?.[0] ?? ":")),
      (lines: readonly string[]) => changed(lines, (line) => line.replace(/:.*$/, "")),
      (lines: readonly string[]) => changed(lines, (line) => line.replace(/(: |- ).*$/, `$1${JSON.stringify(scalar)}`)),
      (lines: readonly string[]) => changed(lines, (line) => line + put),
    );
  });
const slips = fc.array(slip, { minLength: 1, maxLength: 3 });
const apply = (text: string, changes: readonly ((lines: readonly string[]) => readonly string[])[]) =>
  changes.reduce<readonly string[]>((lines, change) => change(lines), text.split("\n")).join("\n");

describe("a damaged lab.yml", () => {
  it("with changed characters gives a lab or a LabError", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(template.length), fc.nat(20), piece), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const text = changes.reduce(
            (before, [start, length, put]) => before.slice(0, start) + put + before.slice(start + length),
            template,
          );
          outcome(text);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("with typing errors gives a lab or a LabError", () => {
    fc.assert(
      fc.property(validLab, slips, (lab, changes) => {
        outcome(apply(stringify(lab), changes));
      }),
    );
  });

  it("that is still valid after typing errors gives a tree without findings", () => {
    let trees = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constant(template),
          validLab.map((lab) => stringify(lab)),
        ),
        slips,
        (text, changes) => {
          const result = outcome(apply(text, changes));
          if (result instanceof LabError) return;
          trees++;
          expect(checkFiles(buildTree(result))).toEqual([]);
        },
      ),
      // A tree takes a quarter of a second, and most typing errors give none.
      { numRuns: 60 },
    );
    expect(trees).toBeGreaterThan(0);
  });

  it.each([
    "/etc/certs/root-ca{.crt",
    "/{",
    "/etc/$CERTS/root-ca.crt",
    "C:\\certs\\root-ca.crt",
    "/etc/certs/a.crt# c",
  ])("that is still valid with the path %j of a certificate gives a tree without findings", (path) => {
    const lab = parseLab(stringify({ certificates: { ca: path, certificate: path, key: path } }), "lab.yml");
    expect(checkFiles(buildTree(lab))).toEqual([]);
  });

  it("with flipped bits gives a lab or a LabError", () => {
    const directory = mkdtempSync(join(tmpdir(), "lab-"));
    onTestFinished(() => {
      rmSync(directory, { recursive: true });
    });
    const file = join(directory, "lab.yml");
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 4 }), (flips) => {
        const bytes = Buffer.from(template);
        for (const [at, bit] of flips) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
        writeFileSync(file, bytes);
        outcome(bytes.toString("utf8"), () => readLab(file));
      }),
    );
  });

  it("of any text gives a lab or a LabError", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        outcome(pieces.join(""));
      }),
      { numRuns: 1000 },
    );
  });

  it("with changed values gives a valid lab or a LabError with the path", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...paths), value), { minLength: 1, maxLength: 3 }), (changes) => {
        const document = parseDocument(template);
        for (const [path, put] of changes) if (document.hasIn(path)) document.setIn(path, put);
        const result = outcome(String(document));
        if (result instanceof LabError) {
          for (const { line } of result.issues) expect(line).toBeGreaterThan(0);
          return;
        }
        expect(defineLab(result)).toEqual(result);
        expect(parseLab(stringify(result), "lab.yml")).toEqual(result);
        const zones = new Set(result.zones.map(({ name }) => name));
        for (const { zone } of [...result.services, ...result.infrastructure, ...result.resolvers])
          expect(zones).toContain(zone);
        for (const { address } of result.infrastructure)
          if (address !== undefined) expect([...zones, "unknown"]).toContain(zoneOf(result, address));
      }),
      { numRuns: 200 },
    );
  });

  it("as any JavaScript value gives a lab or a LabError", () => {
    const define: (lab: LabInput) => Lab = defineLab;
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (anything) => {
          // Plain JavaScript can pass any value.
          const attempt = () => Reflect.apply(define, undefined, [anything]);
          try {
            attempt();
          } catch (error) {
            expect(error).toBeInstanceOf(LabError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
