/** Formats JSON like Go, which escapes these characters. */
export const goJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const pad = (value: number, width = 2) => String(value).padStart(width, "0");

/** Formats a time as Go's RFC3339Nano, without trailing zeros in the fraction. */
export function goTime(milliseconds: number, nanoseconds: number, offsetMinutes: number): string {
  const local = new Date(milliseconds + offsetMinutes * 60_000).toISOString();
  const fraction = `${local.slice(20, 23)}${pad(nanoseconds, 6)}`.replace(/0+$/u, "");
  const size = Math.abs(offsetMinutes);
  const zone = `${offsetMinutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
  return `${local.slice(0, 19)}${fraction === "" ? "" : `.${fraction}`}${offsetMinutes === 0 ? "Z" : zone}`;
}

const million = 1_000_000;

/** Like {@link goTime}, for nanoseconds since 1970. */
export const goTimeOf = (nanoseconds: bigint, offsetMinutes: number): string =>
  goTime(Number(nanoseconds / BigInt(million)), Number(nanoseconds % BigInt(million)), offsetMinutes);
