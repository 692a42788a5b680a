import type { StringInterner } from "../registry/string-interner.js";

/** The number of a text that is always needed. */
export function internLabel(names: StringInterner, text: string): number {
  const number = names.intern(text);
  names.retain(number);
  return number;
}

/** Numbers of texts that are always needed, by text. */
export function internLabels<const Texts extends readonly string[]>(
  names: StringInterner,
  texts: Texts,
): (text: Texts[number]) => number {
  const numbers = new Map<string, number>(texts.map((text) => [text, internLabel(names, text)]));
  return (text) => numbers.get(text) ?? 0;
}
