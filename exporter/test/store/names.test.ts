import { describe, expect, it } from "vitest";
import { escapeLabel, Names } from "../../src/store/names.js";

describe("names", () => {
  it("gives a text one number for as long as somebody holds it", () => {
    const names = new Names();
    const one = names.number("one");
    names.hold(one);
    names.hold(one);
    names.release(one);
    names.sweep();
    expect(names.number("one")).toBe(one);
    expect(names.text(one)).toBe("one");
    names.release(one);
    expect(names.number("one")).toBe(one);
    names.sweep();
    expect(names.size).toBe(1);
    expect(names.text(one)).toBe("");
  });

  it("forgets what was only asked for, and gives its number to the next", () => {
    const names = new Names();
    const first = names.number("first");
    names.sweep();
    const second = names.number("second");
    expect(second).toBe(first);
    expect(names.text(second)).toBe("second");
    expect(names.number("first")).not.toBe(second);
  });

  it("doesn't free a number twice that was let go of and taken up again before the sweep", () => {
    const names = new Names();
    const one = names.number("one");
    for (let times = 0; times < 3; times++) {
      names.hold(one);
      names.release(one);
    }
    names.sweep();
    names.sweep();
    expect(names.number("a")).not.toBe(names.number("b"));
  });

  it("is the empty text at 0, always", () => {
    const names = new Names();
    names.hold(0);
    names.release(0);
    names.sweep();
    expect(names.number("")).toBe(0);
    expect(names.text(0)).toBe("");
  });

  it("cuts what nobody could read, and half characters are whole ones of no meaning", () => {
    const names = new Names();
    expect(names.text(names.number("x".repeat(10_000)))).toBe(`${"x".repeat(512)}…`);
    expect(names.text(names.number("a\uD800b"))).toBe("a\uFFFDb");
    expect(names.number("a\uD800b")).toBe(names.number("a\uFFFDb"));
  });

  it("keeps thousands", () => {
    const names = new Names();
    const numbers = Array.from({ length: 5000 }, (_, index) => names.number(`name ${index}`));
    for (const number of numbers) names.hold(number);
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
    const names = new Names();
    expect(names.escaped(names.number(text))).toBe(escaped);
  });
});
