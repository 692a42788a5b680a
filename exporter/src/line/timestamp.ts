const digit = (text: string, index: number): number => {
  const value = text.charCodeAt(index) - 0x30;
  return value >= 0 && value <= 9 ? value : NaN;
};

const twoDigits = (text: string, index: number): number => digit(text, index) * 10 + digit(text, index + 1);

/** The value, or NaN outside the range. */
const between = (min: number, value: number, max: number): number => (value >= min && value <= max ? value : NaN);

/** 0 if one of the characters is at the index, else NaN. */
const expectCharacter = (text: string, index: number, characters: string): number =>
  index < text.length && characters.includes(text.charAt(index)) ? 0 : NaN;

const minute = 60_000;

/** Position of the dot before the fraction. */
const dot = 19;

/** The offset from UTC at the end of the text, in milliseconds. */
function zoneOffset(text: string, index: number): number {
  if (text.charAt(index) === "Z" || text.charAt(index) === "z") return index + 1 === text.length ? 0 : NaN;
  if (index + 6 !== text.length || text.charAt(index + 3) !== ":") return NaN;
  const minutes = between(0, twoDigits(text, index + 1), 23) * 60 + between(0, twoDigits(text, index + 4), 59);
  return (text.charAt(index) === "-" ? -minutes : minutes + expectCharacter(text, index, "+")) * minute;
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The fraction of a second in nanoseconds; 0 without a dot. */
function fractionOf(text: string): number {
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
 * Parses RFC 3339 with up to nine decimals, as Go writes it.
 *
 * @returns whole unix milliseconds; NaN for any other text and for times before 1970
 */
export function parseTimestamp(text: string): number {
  const year = between(1970, twoDigits(text, 0) * 100 + twoDigits(text, 2), 9999);
  const month = between(1, twoDigits(text, 5), 12);
  const day = between(1, twoDigits(text, 8), 31);
  if (day > 28 && !(day <= daysIn(year, month))) return NaN;
  const hour = between(0, twoDigits(text, 11), 23);
  const minutes = between(0, twoDigits(text, 14), 59);
  const second = between(0, twoDigits(text, 17), 59);
  const separators =
    expectCharacter(text, 4, "-") +
    expectCharacter(text, 7, "-") +
    expectCharacter(text, 10, "Tt") +
    expectCharacter(text, 13, ":") +
    expectCharacter(text, 16, ":");
  const milliseconds = Math.floor(fractionOf(text) / 1e6);
  const utc = Date.UTC(year, month - 1, day, hour, minutes, second) + milliseconds + separators;
  return utc - zoneOffset(text, endOfFraction(text));
}

/** The nanoseconds that {@link parseTimestamp} drops, from 0 to 999,999: a sum in a number would round them. */
export const subMillisecondNanoseconds = (text: string): number => fractionOf(text) % 1e6;
