import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument, stringify } from "yaml";
import { defineLab, LabError, labTemplate, parseLab, type Lab, type LabInput, zoneOf } from "../../src/lab/index.js";

const template = labTemplate()
  .split("\n")
  .filter((line) => !/^\s*#/.test(line))
  .join("\n");

/** Either a lab or a LabError whose message is fit for a person; everything else fails the property. */
const outcome = (text: string): Lab | LabError => {
  try {
    return parseLab(text, "lab.yml");
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    if (!(error instanceof LabError)) throw error;
    expect(error.issues.length).toBeGreaterThan(0);
    for (const line of error.message.split("\n")) expect(line).toMatch(/^lab\.yml(:\d+)?: .+ \(.+\)$/);
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

/** The ways to every value in the default lab. */
const pathsOf = (lab: unknown, path: (string | number)[] = []): (string | number)[][] => {
  if (Array.isArray(lab)) return [path, ...lab.flatMap((entry, index) => pathsOf(entry, [...path, index]))];
  if (typeof lab !== "object" || lab === null) return [path];
  return [path, ...Object.entries(lab).flatMap(([key, entry]: [string, unknown]) => pathsOf(entry, [...path, key]))];
};
const paths = pathsOf(parseDocument(template).toJS()).slice(1);

describe("whatever happens to a lab.yml", () => {
  it("a change of its text gives a lab or a LabError", () => {
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

  it("any text gives a lab or a LabError", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        outcome(pieces.join(""));
      }),
      { numRuns: 1000 },
    );
  });

  it("a change of its values gives a lab that is right, or a LabError with the place", () => {
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

  it("any value from JavaScript gives a lab or a LabError", () => {
    const define: (lab: LabInput) => Lab = defineLab;
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (anything) => {
          // Whoever writes plain JavaScript can pass anything.
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
