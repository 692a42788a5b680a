/**
 * Reduces the colors of a picture: the box of colors with the largest error is divided at its mean, until there are as
 * many boxes as colors may remain (Wan, Wong and Prusinkiewicz 1988, variance-based color quantization).
 */

export type Rgb = readonly [red: number, green: number, blue: number];

const channels = [0, 1, 2] as const;
type Channel = (typeof channels)[number];

interface Color {
  readonly value: number;
  readonly rgb: Rgb;
  readonly weight: number;
}

interface Box {
  readonly colors: readonly Color[];
  readonly mean: Rgb;
  /** The channel with the largest error, and the sum of its squared errors. */
  readonly channel: Channel;
  readonly error: number;
}

const rgbOf = (value: number): Rgb => [value >> 16, (value >> 8) & 0xff, value & 0xff];

/** The root keeps rare colors, such as that of a warning, from vanishing beside large surfaces. */
function weighted(colors: Uint32Array): readonly Color[] {
  const counts = new Map<number, number>();
  for (const value of colors) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, rgb: rgbOf(value), weight: Math.sqrt(count) }));
}

function boxOf(colors: readonly Color[]): Box {
  const total = colors.reduce((sum, { weight }) => sum + weight, 0);
  const meanOf = (channel: Channel) => colors.reduce((sum, { rgb, weight }) => sum + rgb[channel] * weight, 0) / total;
  const mean: Rgb = [meanOf(0), meanOf(1), meanOf(2)];
  const errors = channels.map((channel) => ({
    channel,
    error: colors.reduce((sum, { rgb, weight }) => sum + weight * (rgb[channel] - mean[channel]) ** 2, 0),
  }));
  const worst = errors.reduce((most, one) => (one.error > most.error ? one : most));
  // The mean of one color may differ from it by rounding.
  return { colors, mean, channel: worst.channel, error: colors.length === 1 ? 0 : worst.error };
}

/** Both parts have a color: a channel with an error has colors on both sides of its mean. */
const divide = ({ colors, mean, channel }: Box): readonly Box[] => [
  boxOf(colors.filter(({ rgb }) => rgb[channel] <= mean[channel])),
  boxOf(colors.filter(({ rgb }) => rgb[channel] > mean[channel])),
];

/** The most common color of a box, which a large surface then keeps exactly. */
const representative = ({ colors }: Box): Rgb =>
  colors.reduce((most, one) => (one.weight > most.weight ? one : most)).rgb;

/** @param colors each as 0xRRGGBB @param limit of colors that remain, at most 256 */
export function reduceColors(
  colors: Uint32Array,
  limit = 256,
): { readonly palette: readonly Rgb[]; readonly indexes: Uint8Array } {
  let boxes: readonly Box[] = [boxOf(weighted(colors))];
  while (boxes.length < limit) {
    const worst = boxes.reduce((one, other) => (other.error > one.error ? other : one));
    if (worst.error === 0) break;
    boxes = [...boxes.filter((box) => box !== worst), ...divide(worst)];
  }
  const indexOf = new Map(boxes.flatMap((box, index) => box.colors.map(({ value }) => [value, index] as const)));
  return { palette: boxes.map(representative), indexes: Uint8Array.from(colors, (value) => indexOf.get(value) ?? 0) };
}
