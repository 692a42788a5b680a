import type { StringInterner } from "../registry/string-interner.js";

/** Interns the value of a label permanently and returns its id. */
export function internLabel(strings: StringInterner, text: string): number {
  const id = strings.intern(text);
  strings.retain(id);
  return id;
}

/** Interns the values of a label permanently and returns a lookup of their ids. */
export function internLabels<const Texts extends readonly string[]>(
  strings: StringInterner,
  texts: Texts,
): (text: Texts[number]) => number {
  const ids = new Map<string, number>(texts.map((text) => [text, internLabel(strings, text)]));
  return (text) => ids.get(text) ?? 0;
}
