import type { Names } from "../store/names.js";

/** The number of a text that is always needed. */
export function fixed(names: Names, text: string): number {
  const number = names.number(text);
  names.hold(number);
  return number;
}

/** Numbers of texts that are always needed, by text. */
export function fixedAll<const Texts extends readonly string[]>(
  names: Names,
  texts: Texts,
): (text: Texts[number]) => number {
  const numbers = new Map<string, number>(texts.map((text) => [text, fixed(names, text)]));
  return (text) => numbers.get(text) ?? 0;
}
