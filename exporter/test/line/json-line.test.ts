import { describe, expect, it } from "vitest";
import { isBlankLine, parseJsonLine } from "../../src/line/json-line.js";

const parseText = (text: string) => parseJsonLine(Buffer.from(text));

const nested = (depth: number, rest = "") => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}${rest}}`;

/** Makes a line longer than real ones. */
const filling = `,"b":"${"x".repeat(5000)}"`;

describe("a line", () => {
  it("is parsed as a JSON object", () => {
    expect(parseText('{"a":"ä","b":[1]}')).toEqual({ a: "ä", b: [1] });
    expect(parseText(' {"a":1}\r')).toEqual({ a: 1 });
  });

  it("may begin with a byte order mark", () => {
    expect(parseText('\ufeff{"a":"ä"}')).toEqual({ a: "ä" });
    expect(parseText('{"a":"\ufeff"}')).toEqual({ a: "\ufeff" });
    expect(parseText("\ufeff")).toBe("not-json");
  });

  it.each([
    ["", true],
    ["\r", true],
    [" \t ", true],
    ["\ufeff", true],
    ["\ufeff\r", true],
    ["{}", false],
    ["\0", false],
    ["\ufeff{}", false],
  ])("%j is blank: %s", (text, isBlank) => expect(isBlankLine(Buffer.from(text))).toBe(isBlank));

  it.each([
    "",
    " ",
    "{",
    "}",
    "null",
    "7",
    '"a"',
    "[]",
    '[{"a":1}]',
    '{"a":1}{"a":2}',
    '{"a":1,}',
    "{'a':1}",
    '{"a":\u0001}',
  ])("isn't an object: %j", (text) => expect(parseText(text)).toBe("not-json"));

  it("with a raw control character is invalid", () => expect(parseText('{"a":"\n"}')).toBe("not-json"));

  it("must be UTF-8", () => {
    expect(parseJsonLine(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBe("encoding");
    // A lone surrogate encoded in UTF-8.
    expect(parseJsonLine(Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]))).toBe("encoding");
  });

  it("can't set the prototype of objects", () => {
    expect(parseText('{"__proto__":{"DownstreamStatus":200}}')).not.toHaveProperty("DownstreamStatus", 200);
    expect({}).not.toHaveProperty("DownstreamStatus");
  });
});

describe("depth", () => {
  it("is unlimited in a short line", () => expect(parseText(nested(500))).toBeTypeOf("object"));
  it("is limited in a long line", () => {
    expect(parseText(nested(31, filling))).toBeTypeOf("object");
    expect(parseText(nested(32, filling))).toBe("too-deep");
    expect(parseText("[".repeat(100_000))).toBe("too-deep");
    expect(parseText('{"a":'.repeat(100_000))).toBe("too-deep");
  });
  it("doesn't count brackets in strings", () => {
    expect(parseText(`{"a":${JSON.stringify(`\\"${"[{".repeat(3000)}"`)}}`)).toBeTypeOf("object");
    expect(parseText(`{"a":"${"[".repeat(5000)}`)).toBe("not-json");
  });
});
