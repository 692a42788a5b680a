import { describe, expect, it } from "vitest";
import { fc } from "../properties.js";
import { objectInStableOrder, toJsonObject } from "../../src/grafana/json.js";

describe("toJsonObject", () => {
  it("gives the result of JSON.stringify and JSON.parse for any object", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything({ withDate: true, withNullPrototype: true })), (value) => {
        // JSON has no big integers.
        fc.pre(!hasBigInteger(value));
        expect(toJsonObject(value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("leaves out functions and keys without a value, and shares nothing with the original", () => {
    const original = { list: [1, () => 0, undefined], call: () => 0, gone: undefined, figure: Number.NaN };
    const copy = toJsonObject(original);
    expect(copy).toEqual({ list: [1, null, null], figure: null });
    expect(copy["list"]).not.toBe(original.list);
  });

  it("keeps a key with a meaning in JavaScript", () => {
    const odd: object = JSON.parse('{"__proto__":{"a":1},"b":2}');
    expect(JSON.stringify(toJsonObject(odd))).toBe('{"__proto__":{"a":1},"b":2}');
    expect(JSON.stringify(objectInStableOrder(toJsonObject(odd)))).toBe('{"__proto__":{"a":1},"b":2}');
  });
});

function hasBigInteger(value: unknown): boolean {
  if (typeof value === "bigint") return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasBigInteger);
}
