import { describe, expect, it } from "vitest";
import { parseJsonLine } from "../../src/line/json-line.js";

const parseText = (text: string) => parseJsonLine(Buffer.from(text));

const nested = (depth: number, rest = "") => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}${rest}}`;

/** Makes a line longer than any real one. */
const filling = `,"b":"${"x".repeat(5000)}"`;

describe("a line", () => {
  it("is an object of JSON", () => {
    expect(parseText('{"a":"ä","b":[1]}')).toEqual({ a: "ä", b: [1] });
    expect(parseText(' {"a":1}\r')).toEqual({ a: 1 });
  });

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
  ])("is none: %j", (text) => expect(parseText(text)).toBe("not-json"));

  it("holds no raw control characters", () => expect(parseText('{"a":"\n"}')).toBe("not-json"));

  it("is UTF-8", () => {
    expect(parseJsonLine(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBe("encoding");
    // Half a character of UTF-16, written as if it were one.
    expect(parseJsonLine(Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]))).toBe("encoding");
  });

  it("can't change what all objects have", () => {
    expect(parseText('{"__proto__":{"DownstreamStatus":200}}')).not.toHaveProperty("DownstreamStatus", 200);
    expect({}).not.toHaveProperty("DownstreamStatus");
  });
});

describe("depth", () => {
  it("is no matter in a short line", () => expect(parseText(nested(500))).toBeTypeOf("object"));
  it("is bounded in a long one", () => {
    expect(parseText(nested(31, filling))).toBeTypeOf("object");
    expect(parseText(nested(32, filling))).toBe("too-deep");
    expect(parseText("[".repeat(100_000))).toBe("too-deep");
    expect(parseText('{"a":'.repeat(100_000))).toBe("too-deep");
  });
  it("isn't counted in texts", () => {
    expect(parseText(`{"a":${JSON.stringify(`\\"${"[{".repeat(3000)}"`)}}`)).toBeTypeOf("object");
    expect(parseText(`{"a":"${"[".repeat(5000)}`)).toBe("not-json");
  });
});
