import { describe, expect, it } from "vitest";
import { StringInterner } from "../../src/registry/string-interner.js";
import { escapeLabel } from "../../src/registry/text-format.js";

describe("names", () => {
  it("gives a text one number for as long as somebody holds it", () => {
    const names = new StringInterner();
    const one = names.intern("one");
    names.retain(one);
    names.retain(one);
    names.release(one);
    names.sweep();
    expect(names.intern("one")).toBe(one);
    expect(names.text(one)).toBe("one");
    names.release(one);
    expect(names.intern("one")).toBe(one);
    names.sweep();
    expect(names.size).toBe(1);
    expect(names.text(one)).toBe("");
  });

  it("forgets what was only asked for, and gives its number to the next", () => {
    const names = new StringInterner();
    const first = names.intern("first");
    names.sweep();
    const second = names.intern("second");
    expect(second).toBe(first);
    expect(names.text(second)).toBe("second");
    expect(names.intern("first")).not.toBe(second);
  });

  it("doesn't free a number twice that was let go of and taken up again before the sweep", () => {
    const names = new StringInterner();
    const one = names.intern("one");
    for (let times = 0; times < 3; times++) {
      names.retain(one);
      names.release(one);
    }
    names.sweep();
    names.sweep();
    expect(names.intern("a")).not.toBe(names.intern("b"));
  });

  it("is the empty text at 0, always", () => {
    const names = new StringInterner();
    names.retain(0);
    names.release(0);
    names.sweep();
    expect(names.intern("")).toBe(0);
    expect(names.text(0)).toBe("");
  });

  it("cuts what nobody could read, and half characters are whole ones of no meaning", () => {
    const names = new StringInterner();
    expect(names.text(names.intern("x".repeat(10_000)))).toBe(`${"x".repeat(512)}…`);
    expect(names.text(names.intern("a\uD800b"))).toBe("a\uFFFDb");
    expect(names.intern("a\uD800b")).toBe(names.intern("a\uFFFDb"));
  });

  it("keeps thousands", () => {
    const names = new StringInterner();
    const numbers = Array.from({ length: 5000 }, (_, index) => names.intern(`name ${index}`));
    for (const number of numbers) names.retain(number);
    names.sweep();
    expect(numbers.map((number) => names.text(number))).toEqual(numbers.map((_, index) => `name ${index}`));
  });
});

describe("escapeLabel", () => {
  it.each([
    ["plain", "plain"],
    ['a"b', 'a\\"b'],
    ["a\\b", "a\\\\b"],
    ["a\nb", "a\\nb"],
    ['\\"\n\\n', '\\\\\\"\\n\\\\n'],
  ])("%j stands as %s", (text, escaped) => {
    expect(escapeLabel(text)).toBe(escaped);
    const names = new StringInterner();
    expect(names.escaped(names.intern(text))).toBe(escaped);
  });
});
