import { describe, expect, it } from "vitest";
import { StringInterner } from "../../src/registry/string-interner.js";
import { escapeLabel } from "../../src/registry/text-format.js";

describe("StringInterner", () => {
  it("keeps the id of a text while it has references", () => {
    const strings = new StringInterner();
    const one = strings.intern("one");
    strings.retain(one);
    strings.retain(one);
    strings.release(one);
    strings.sweep();
    expect(strings.intern("one")).toBe(one);
    expect(strings.text(one)).toBe("one");
    strings.release(one);
    expect(strings.intern("one")).toBe(one);
    strings.sweep();
    expect(strings.size).toBe(1);
    expect(strings.text(one)).toBe("");
  });

  it("frees a text that was never retained, and reuses its id", () => {
    const strings = new StringInterner();
    const first = strings.intern("first");
    strings.sweep();
    const second = strings.intern("second");
    expect(second).toBe(first);
    expect(strings.text(second)).toBe("second");
    expect(strings.intern("first")).not.toBe(second);
  });

  it("frees an id once that was released several times before the sweep", () => {
    const strings = new StringInterner();
    const one = strings.intern("one");
    for (let times = 0; times < 3; times++) {
      strings.retain(one);
      strings.release(one);
    }
    strings.sweep();
    strings.sweep();
    expect(strings.intern("a")).not.toBe(strings.intern("b"));
  });

  it("keeps the empty text at 0", () => {
    const strings = new StringInterner();
    strings.retain(0);
    strings.release(0);
    strings.sweep();
    expect(strings.intern("")).toBe(0);
    expect(strings.text(0)).toBe("");
  });

  it("truncates texts of more than 512 characters, and replaces lone surrogates", () => {
    const strings = new StringInterner();
    expect(strings.text(strings.intern("x".repeat(10_000)))).toBe(`${"x".repeat(512)}…`);
    expect(strings.text(strings.intern("a\uD800b"))).toBe("a\uFFFDb");
    expect(strings.intern("a\uD800b")).toBe(strings.intern("a\uFFFDb"));
  });

  it("escapes hidden characters, so that texts that look alike are one", () => {
    const strings = new StringInterner();
    expect(strings.text(strings.intern("a\u202eb\u200b\u001b"))).toBe(String.raw`a\u{202e}b\u{200b}\u{1b}`);
    expect(strings.intern(String.raw`a\u{202e}`)).toBe(strings.intern("a\u202e"));
    expect(strings.text(strings.intern("\u202e".repeat(10_000))).length).toBeLessThan(520);
    expect(strings.text(strings.intern("👩‍👧 gäste"))).toBe("👩‍👧 gäste");
  });

  it("keeps thousands of texts", () => {
    const strings = new StringInterner();
    const ids = Array.from({ length: 5000 }, (_, index) => strings.intern(`name ${index}`));
    for (const id of ids) strings.retain(id);
    strings.sweep();
    expect(ids.map((id) => strings.text(id))).toEqual(ids.map((_, index) => `name ${index}`));
  });
});

describe("escapeLabel", () => {
  it.each([
    ["plain", "plain"],
    ['a"b', 'a\\"b'],
    ["a\\b", "a\\\\b"],
    ["a\nb", "a\\nb"],
    ['\\"\n\\n', '\\\\\\"\\n\\\\n'],
  ])("escapes %j as %s", (text, escaped) => {
    expect(escapeLabel(text)).toBe(escaped);
    const strings = new StringInterner();
    expect(strings.escaped(strings.intern(text))).toBe(escaped);
  });
});
