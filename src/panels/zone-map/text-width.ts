/**
 * Widths of letters in Inter, the font of Grafana, at its regular weight: in thousandths of the font size, measured in a
 * browser. Grafana spaces letters a little wider.
 */
const measured: Readonly<Record<string, number>> = {
  "0": 625,
  "1": 464,
  "2": 605,
  "3": 636,
  "4": 642,
  "5": 608,
  "6": 624,
  "7": 571,
  "8": 616,
  "9": 624,
  " ": 281,
  "!": 278,
  '"': 403,
  "#": 631,
  $: 638,
  "%": 812,
  "&": 639,
  "'": 222,
  "(": 362,
  ")": 362,
  "*": 500,
  "+": 659,
  ",": 280,
  "-": 460,
  ".": 276,
  "/": 357,
  ":": 276,
  ";": 280,
  "<": 659,
  "=": 659,
  ">": 659,
  "?": 507,
  "@": 936,
  A: 676,
  B: 651,
  C: 727,
  D: 719,
  E: 598,
  F: 587,
  G: 743,
  H: 740,
  I: 264,
  J: 543,
  K: 652,
  L: 562,
  M: 889,
  N: 753,
  O: 761,
  P: 635,
  Q: 761,
  R: 639,
  S: 638,
  T: 642,
  U: 741,
  V: 676,
  W: 949,
  X: 642,
  Y: 665,
  Z: 625,
  "[": 362,
  "\\": 357,
  "]": 362,
  "^": 469,
  _: 452,
  "`": 497,
  a: 564,
  b: 621,
  c: 558,
  d: 621,
  e: 582,
  f: 361,
  g: 609,
  h: 591,
  i: 237,
  j: 237,
  k: 544,
  l: 237,
  m: 869,
  n: 585,
  o: 597,
  p: 609,
  q: 609,
  r: 372,
  s: 523,
  t: 364,
  u: 581,
  v: 557,
  w: 812,
  x: 540,
  y: 557,
  z: 541,
  "{": 362,
  "|": 327,
  "}": 362,
  "~": 659,
  "…": 821,
  "–": 500,
  "→": 955,
  "↓": 955,
  "↑": 955,
  "●": 915,
  "◐": 873,
  "✖": 838,
  "·": 276,
  "“": 381,
  "”": 381,
  ä: 564,
  ö: 597,
  ü: 581,
  ß: 609,
  "×": 659,
  é: 582,
};

const spacing = 11;

/** Letters as wide as they are high: those of Chinese, Japanese and Korean, their full-width forms, and emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\u30a0\u30fb\u30fc\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Of a letter that isn't measured. */
const other = { usual: 620, wide: 1000 } as const;

/** Splits a text into visible letters: an accent or a part of an emoji doesn't count as one. */
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Without the sign that keeps Grafana from reading a variable, which has no width. */
function* lettersOf(text: string): Generator<string> {
  for (const { segment } of graphemes.segment(text.replaceAll("\u2060", ""))) yield segment;
}

/** Thousandths of the font size. */
const letterWidth = (letter: string): number =>
  spacing +
  ((Object.hasOwn(measured, letter) ? measured[letter] : undefined) ?? (wide.test(letter) ? other.wide : other.usual));

const pixels = (thousandths: number, size: number): number => (thousandths / 1000) * size;

/** The width of a text in pixels at a font size. */
export const textWidth = (text: string, size: number): number =>
  pixels(
    [...lettersOf(text)].reduce((sum, letter) => sum + letterWidth(letter), 0),
    size,
  );

/**
 * The text, cut off with an ellipsis if it is wider than `width` at the font size `size`, both in pixels. A name may have
 * any length, and the canvas draws all of it.
 */
export function truncate(text: string, width: number, size: number): string {
  const ellipsis = letterWidth("…");
  let start = "";
  let used = 0;
  for (const letter of lettersOf(text)) {
    used += letterWidth(letter);
    if (pixels(used, size) > width) return `${start.trimEnd()}…`;
    if (pixels(used + ellipsis, size) <= width) start += letter;
  }
  return text;
}
