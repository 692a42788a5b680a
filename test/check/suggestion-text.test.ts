import { describe, expect, it } from "vitest";
import { suggestionText } from "../../src/check/suggestion-text.js";

describe("the text of a suggestion", () => {
  it("names the word that was probably meant", () => {
    expect(suggestionText("qurey", ["query", "unit"])).toBe('did you mean "query"?');
  });

  it("lists the first twelve known words where none is near", () => {
    expect(suggestionText("legend", ["a1", "b2"])).toBe('use one of "a1", "b2"');
    const many = Array.from({ length: 40 }, (_, index) => `value-${index}`);
    expect(suggestionText("legend", many)).toMatch(/"value-11" and 28 more$/);
    expect(suggestionText("legend", [])).toContain("remove it");
  });
});
