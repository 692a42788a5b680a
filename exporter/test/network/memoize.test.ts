import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { memoize } from "../../src/network/memoize.js";

describe("a memoized function", () => {
  it("computes a frequently used key once", () => {
    const computed: string[] = [];
    const find = memoize(2, (key) => computed.push(key));
    for (const key of ["a", "b", "a", "c", "a", "d", "a", "e", "a"]) find(key);
    expect(computed.filter((key) => key === "a")).toHaveLength(1);
  });

  it("evicts unused keys, so that it holds at most twice the limit", () => {
    const computed: string[] = [];
    const find = memoize(10, (key) => computed.push(key));
    for (let index = 0; index < 1000; index++) find(`key ${index}`);
    computed.length = 0;
    for (let index = 0; index < 980; index++) find(`key ${index}`);
    expect(computed).toHaveLength(980);
  });

  it("returns the results of the function for any sequence of keys", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30)), fc.integer({ min: 1, max: 8 }), (keys, limit) => {
        const find = memoize(limit, (key) => `found ${key}`);
        for (const key of keys) expect(find(`${key}`)).toBe(`found ${key}`);
      }),
    );
  });
});
