const digit = (text: string, index: number): number => {
  const value = text.charCodeAt(index) - 0x30;
  return value >= 0 && value <= 9 ? value : NaN;
};

const twoDigits = (text: string, index: number): number => digit(text, index) * 10 + digit(text, index + 1);

/** The number, or NaN where it is outside. */
const between = (least: number, value: number, most: number): number => (value >= least && value <= most ? value : NaN);

const mark = (text: string, index: number, characters: string): number =>
  index < text.length && characters.includes(text.charAt(index)) ? 0 : NaN;

const minute = 60_000;

/** Where the fraction of a second starts. */
const dot = 19;

/** A time zone, in milliseconds east of Greenwich, that ends the text. */
function offset(text: string, index: number): number {
  if (text.charAt(index) === "Z" || text.charAt(index) === "z") return index + 1 === text.length ? 0 : NaN;
  if (index + 6 !== text.length || text.charAt(index + 3) !== ":") return NaN;
  const minutes = between(0, twoDigits(text, index + 1), 23) * 60 + between(0, twoDigits(text, index + 4), 59);
  return (text.charAt(index) === "-" ? -minutes : minutes + mark(text, index, "+")) * minute;
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The fraction of a second that starts at the dot of a time, in nanoseconds; 0 where there is no dot. */
function fraction(text: string): number {
  if (text.charAt(dot) !== ".") return 0;
  let nanoseconds = 0;
  let unit = 100_000_000;
  for (let index = dot + 1; !Number.isNaN(digit(text, index)); index++, unit /= 10)
    nanoseconds += unit >= 1 ? digit(text, index) * unit : NaN;
  return unit === 100_000_000 ? NaN : nanoseconds;
}

function endOfFraction(text: string): number {
  if (text.charAt(dot) !== ".") return dot;
  let index = dot + 1;
  while (!Number.isNaN(digit(text, index))) index++;
  return index;
}

/**
 * Reads a time of RFC 3339, as Go writes it, with up to nine digits of a second's fraction.
 *
 * @returns whole unix milliseconds, or NaN for what is no time. Nothing before 1970 is one
 */
export function parseTimestamp(text: string): number {
  const year = between(1970, twoDigits(text, 0) * 100 + twoDigits(text, 2), 9999);
  const month = between(1, twoDigits(text, 5), 12);
  const day = between(1, twoDigits(text, 8), 31);
  if (day > 28 && !(day <= daysIn(year, month))) return NaN;
  const hour = between(0, twoDigits(text, 11), 23);
  const minutes = between(0, twoDigits(text, 14), 59);
  const second = between(0, twoDigits(text, 17), 59);
  const marks =
    mark(text, 4, "-") + mark(text, 7, "-") + mark(text, 10, "Tt") + mark(text, 13, ":") + mark(text, 16, ":");
  const milliseconds = Math.floor(fraction(text) / 1e6);
  const utc = Date.UTC(year, month - 1, day, hour, minutes, second) + milliseconds + marks;
  return utc - offset(text, endOfFraction(text));
}

/** The nanoseconds of a time that {@link parseTimestamp} leaves out, from 0 to 999,999. A sum would not keep them. */
export const subMillisecondNanoseconds = (text: string): number => fraction(text) % 1e6;
