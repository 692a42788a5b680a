import { describe, expect, it } from "vitest";
import { fc } from "../properties.js";
import { jsonText } from "../../src/provisioning/json-text.js";

describe("the text of JSON", () => {
  it("has the value that was written, and ends with a line break", () => {
    fc.assert(
      fc.property(
        fc.object({ values: [fc.string({ unit: "grapheme" }), fc.double(), fc.boolean(), fc.constant(null)] }),
        (value) => {
          const text = jsonText(value);
          expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
          expect(text.endsWith("}\n")).toBe(true);
        },
      ),
    );
  });

  it("leaves out what JSON doesn't have", () => {
    expect(jsonText({ a: undefined, b: [undefined, () => 1], c: () => 1, d: NaN })).toBe(
      '{ "b": [null, null], "d": null }\n',
    );
    expect(jsonText({})).toBe("{}\n");
  });

  it("has a line for each entry of what doesn't fit in a line, indented by tabs", () => {
    const long = "x".repeat(120);
    expect(jsonText({ a: { b: [1, { c: 2 }], d: [] }, e: [long, long] })).toBe(
      `{\n\t"a": { "b": [1, { "c": 2 }], "d": [] },\n\t"e": [\n\t\t"${long}",\n\t\t"${long}"\n\t]\n}\n`,
    );
  });
});
