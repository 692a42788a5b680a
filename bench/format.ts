import type { Spread } from "./measure.js";

/** Three digits, more than two runs have in common. */
const digits = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

export const ratioText = (value: number): string => `${digits(value)}×`;

export const millisecondsText = (value: number): string => `${digits(value)} ms`;

/** With thousands or millions as a suffix: `12.3 M`. */
export function amountText(value: number): string {
  const [size, unit] = value >= 1e9 ? [1e9, " G"] : value >= 1e6 ? [1e6, " M"] : value >= 1e4 ? [1e3, " k"] : [1, ""];
  return size === 1 ? String(Math.round(value)) : `${digits(value / size)}${unit}`;
}

export function bytesText(value: number): string {
  const [size, unit] = value >= 2 ** 30 ? [2 ** 30, "GiB"] : value >= 2 ** 20 ? [2 ** 20, "MiB"] : [2 ** 10, "KiB"];
  return `${digits(value / size)} ${unit}`;
}

/** `12.3 ms (11.9–14.0)` */
export const spreadText = ({ median, min, max }: Spread, text: (value: number) => string): string =>
  `${text(median)} (${digits(min)}–${digits(max)})`;
