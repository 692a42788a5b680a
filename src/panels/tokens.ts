import { failureBounds, scoreBounds, type Unit } from "../queries/index.js";

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

/** Colors by meaning. A color is never the only carrier of a meaning: a text, a mark or a place says it too. */
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

/** Colour scheme of quantities for which more is neither good nor bad. */
export const quantityScheme = "Blues";

/** How each unit of a query is written by Grafana. */
export const units = {
  "requests per second": "reqps",
  "queries per second": "suffix: q/s",
  "connections per second": "suffix: conn/s",
  "bytes per second": "Bps",
  "bits per second": "bps",
  seconds: "s",
  "unix milliseconds": "dateTimeAsIso",
  days: "suffix: d",
  minutes: "suffix: min",
  share: "percentunit",
  ratio: "percentunit",
  bytes: "bytes",
  connections: "none",
  requests: "short",
  count: "short",
  times: "suffix: ×",
  rank: "none",
  health: "none",
  boolean: "none",
} as const satisfies Readonly<Record<Unit, string>>;

/** Where nothing is measured the panel says so, instead of showing zero. */
export const emptyText = {
  noData: "no data",
  noTraffic: "no traffic",
  noneHappened: "none in this range",
  noneKnown: "–",
} as const;

/** Words, marks and colors for health: 2 healthy, 1 degraded, 0 unhealthy. */
export const healthWords = {
  2: { text: "● healthy", color: colors.good },
  1: { text: "◐ degraded", color: colors.warning },
  0: { text: "✖ unhealthy", color: colors.bad },
} as const;

/** Words, marks and colors for what can be reached or not. */
export const reachableWords = {
  1: { text: "● up", color: colors.good },
  0: { text: "✖ down", color: colors.bad },
} as const;

/** From where on a share of failures is worth a look, and from where it is trouble; as `health` judges. */
export const failureSteps = [
  [failureBounds.degraded, colors.warning],
  [failureBounds.unhealthy, colors.bad],
] as const;

/** From where on a score of behaviour or suspicion is worth a look, and from where it is trouble; as `health` judges. */
export const scoreSteps = [
  [scoreBounds.degraded, colors.warning],
  [scoreBounds.unhealthy, colors.bad],
] as const;

/** From where on a resource is getting scarce, and from where it has to be acted upon. */
export const scarcitySteps = [
  [0.8, colors.warning],
  [0.95, colors.bad],
] as const;

/** Line styles: what is measured is solid, what should be is dashed. */
export const lines = {
  measured: { fill: "solid" },
  expected: { fill: "dash", dash: [8, 8] },
} as const;

/** Grafana's unit for what a query measures. */
export const unitOf = (query: { readonly unit: Unit }): string => units[query.unit];
