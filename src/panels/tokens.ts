import { failureBounds, scoreBounds } from "../queries/index.js";

/** The palette of Okabe and Ito (https://jfly.uni-koeln.de/color/), which people with any color vision can tell apart. */
const palette = {
  blue: "#0072B2",
  skyBlue: "#56B4E9",
  orange: "#E69F00",
  vermilion: "#D55E00",
  green: "#009E73",
  purple: "#CC79A7",
  gray: "#8E8E8E",
} as const;

/** Colors by meaning. A color is never the only sign of a meaning: a text, a mark or a place shows it, too. */
export const colors = {
  good: palette.blue,
  notice: palette.skyBlue,
  warning: palette.orange,
  bad: palette.vermilion,
  neutral: palette.gray,
  accent: palette.green,
  contrast: palette.purple,
} as const;

/** Default colors of zones, in the order of the lab. */
const zoneColors = [
  palette.blue,
  palette.orange,
  palette.green,
  palette.purple,
  palette.skyBlue,
  palette.vermilion,
] as const;

/** The color of a zone: that of the lab, or the next default color; the seventh zone has that of the first. */
export const zoneColor = (zone: { readonly color?: string }, index: number): string =>
  zone.color ?? zoneColors[index % zoneColors.length] ?? zoneColors[0];

/** Words, marks and colors for health: 2 healthy, 1 degraded, 0 unhealthy. */
export const healthWords = {
  2: { text: "● healthy", color: colors.good },
  1: { text: "◐ degraded", color: colors.warning },
  0: { text: "✖ unhealthy", color: colors.bad },
} as const;

/** Words, marks and colors for up and down. */
export const reachableWords = {
  1: { text: "● up", color: colors.good },
  0: { text: "✖ down", color: colors.bad },
} as const;

/** Shares of failures from which something is degraded and unhealthy, as in the health queries. */
export const failureSteps = [
  [failureBounds.degraded, colors.warning],
  [failureBounds.unhealthy, colors.bad],
] as const;

/** Scores of behavior and suspicion from which something is degraded and unhealthy, as in the health queries. */
export const scoreSteps = [
  [scoreBounds.degraded, colors.warning],
  [scoreBounds.unhealthy, colors.bad],
] as const;

/** Shares of a resource in use from which it is scarce, and from which one has to act. */
export const scarcitySteps = [
  [0.8, colors.warning],
  [0.95, colors.bad],
] as const;

/** The line of an expected value, beside the solid one of the measured value. */
export const expectedLine = { fill: "dash", dash: [8, 8] } as const;
