/** Splits a text into visible letters: an accent or a part of an emoji doesn't count as one. */
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Letters as wide as they are high: those of Chinese, Japanese and Korean, their full-width forms, and emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\u30a0\u30fb\u30fc\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Widths of letters as a share of the font size. Most letters are a little narrower than the usual width. */
const widths = { usual: 0.58, wide: 1 } as const;

/**
 * The text, cut off with an ellipsis if it is wider than `width` at the font size `size`, both in pixels. A name may have
 * any length, and the canvas draws all of it.
 */
export function truncate(text: string, width: number, size: number): string {
  const letters = [...graphemes.segment(text)].map(({ segment }) => segment);
  const room = width / size;
  if (widthOf(letters) <= room) return text;
  let kept = letters.length;
  while (kept > 0 && widthOf(letters.slice(0, kept)) + widths.usual > room) kept -= 1;
  return `${letters.slice(0, kept).join("")}…`;
}

function widthOf(letters: readonly string[]): number {
  return letters.reduce((total, letter) => total + (wide.test(letter) ? widths.wide : widths.usual), 0);
}
