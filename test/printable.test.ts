import { describe, expect, it } from "vitest";
import { hiddenCharacterOf, printable, printableJson, printableLines, printableOutput } from "../src/printable.js";

describe("printable", () => {
  it.each([
    ["control characters", "\u001b[31m\u0007\u009b\u007f", String.raw`\u{1b}[31m\u{7}\u{9b}\u{7f}`],
    ["line breaks", "a\nb\r\u2028\u2029\u0085", String.raw`a\u{a}b\u{d}\u{2028}\u{2029}\u{85}`],
    [
      "direction",
      "\u202eabc\u202c\u2066\u2069\u200e\u061c",
      String.raw`\u{202e}abc\u{202c}\u{2066}\u{2069}\u{200e}\u{61c}`,
    ],
    ["characters without width", "a\u200bb\ufeff\u2060\u00ad", String.raw`a\u{200b}b\u{feff}\u{2060}\u{ad}`],
    [
      "fillers, tags and blanks that look like nothing",
      "\u3164\u115f\u2800\u{e0041}",
      String.raw`\u{3164}\u{115f}\u{2800}\u{e0041}`,
    ],
    ["lone surrogates", "a\ud800b", String.raw`a\u{d800}b`],
    ["joiners where they join nothing", "ad\u200cs\u200d.\ufe0f", String.raw`ad\u{200c}s\u{200d}.\u{fe0f}`],
  ])("escapes %s", (_, text, expected) => {
    expect(printable(text)).toBe(expected);
    expect(printable(printable(text))).toBe(expected);
  });

  it.each(["plain text", "gäste-wlan", "日本語", "עברית", "👩‍👧‍👦 ❤️ 👩🏽‍🔬 home", "می‌خواهم", "क्‍ष", 'a "b" \\ c'])(
    "keeps %j",
    (text) => {
      expect(printable(text)).toBe(text);
      expect(hiddenCharacterOf(text)).toBeUndefined();
    },
  );

  it("escapes texts of JSON as JSON does", () => {
    const json = JSON.stringify({ a: "\u202e\u{e0041}\n\u009b ä" });
    expect(printableJson(`${json}\n`)).toBe(`{"a":"\\u202e\\udb40\\udc41\\n\\u009b ä"}\n`);
    expect(JSON.parse(printableJson(json))).toEqual(JSON.parse(json));
  });

  it("keeps the ends of lines where there are several", () => {
    expect(printableLines("one\n\ttwo\u001b[2J\u202e")).toBe("one\n\ttwo\\u{1b}[2J\\u{202e}");
  });

  it("escapes both outputs of a command, and keeps the rest of it", () => {
    const lines: string[] = [];
    const write = (line: string) => {
      lines.push(line);
    };
    const output = printableOutput({ version: "1.2.3", stdout: write, stderr: write });
    output.stdout("one\u001b[2J");
    output.stderr("two\u202e\nthree");
    expect(lines).toEqual(["one\\u{1b}[2J", "two\\u{202e}\nthree"]);
    expect(output.version).toBe("1.2.3");
  });
});
