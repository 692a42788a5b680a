/** What people see as one letter: an accent, or a part of an emoji, is none of its own. */
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Letters as wide as they are high: those of Chinese, Japanese and Korean, their full-width forms, and emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\u30a0\u30fb\u30fc\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Widths of letters in the font's size: the usual one, which most are a little narrower than, and the wide one. */
const widths = { usual: 0.58, wide: 1 } as const;

/**
 * The text, or as much of its beginning as has room in so many pixels at a size of font. Names of any length are legal,
 * and the canvas cuts off nothing.
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
