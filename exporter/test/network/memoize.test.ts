import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoize } from "../../src/network/memoize.js";

describe("a function that remembers", () => {
  it("asks once for what is used again and again", () => {
    const asked: string[] = [];
    const find = memoize(2, (key) => asked.push(key));
    for (const key of ["a", "b", "a", "c", "a", "d", "a", "e", "a"]) find(key);
    expect(asked.filter((key) => key === "a")).toHaveLength(1);
  });

  it("forgets what wasn't used for long, so that it keeps twice the limit at most", () => {
    const asked: string[] = [];
    const find = memoize(10, (key) => asked.push(key));
    for (let index = 0; index < 1000; index++) find(`key ${index}`);
    asked.length = 0;
    for (let index = 0; index < 980; index++) find(`key ${index}`);
    expect(asked).toHaveLength(980);
  });

  it("gives what the function gives, whatever it remembers", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30)), fc.integer({ min: 1, max: 8 }), (keys, limit) => {
        const find = memoize(limit, (key) => `found ${key}`);
        for (const key of keys) expect(find(`${key}`)).toBe(`found ${key}`);
      }),
    );
  });
});
