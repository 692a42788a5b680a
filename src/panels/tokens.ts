import { failureBounds, scoreBounds, type Unit } from "../queries/index.js";

/**
 * Colours by meaning. Taken from the palette of Okabe and Ito, whose colours people with any colour vision can tell
 * apart (https://jfly.uni-koeln.de/color/). Never the only carrier of a meaning: a text, a mark or a place says it too.
 */
export const colours = {
  good: "#0072B2",
  notice: "#56B4E9",
  warning: "#E69F00",
  bad: "#D55E00",
  neutral: "#8E8E8E",
  accent: "#009E73",
  contrast: "#CC79A7",
} as const;

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
export const nothing = {
  noData: "no data",
  noTraffic: "no traffic",
  noneHappened: "none in this range",
  noneKnown: "–",
} as const;

/** Words, marks and colours for health: 2 healthy, 1 degraded, 0 unhealthy. */
export const healthWords = {
  2: { text: "● healthy", colour: colours.good },
  1: { text: "◐ degraded", colour: colours.warning },
  0: { text: "✖ unhealthy", colour: colours.bad },
} as const;

/** Words, marks and colours for what can be reached or not. */
export const reachableWords = {
  1: { text: "● up", colour: colours.good },
  0: { text: "✖ down", colour: colours.bad },
} as const;

/** From where on a share of failures is worth a look, and from where it is trouble; as `health` judges. */
export const failureSteps = [
  [failureBounds.degraded, colours.warning],
  [failureBounds.unhealthy, colours.bad],
] as const;

/** From where on a score of behaviour or suspicion is worth a look, and from where it is trouble; as `health` judges. */
export const scoreSteps = [
  [scoreBounds.degraded, colours.warning],
  [scoreBounds.unhealthy, colours.bad],
] as const;

/** From where on a resource is getting scarce, and from where it has to be acted upon. */
export const scarcitySteps = [
  [0.8, colours.warning],
  [0.95, colours.bad],
] as const;

/** Line styles: what is measured is solid, what should be is dashed. */
export const lines = {
  measured: { fill: "solid" },
  expected: { fill: "dash", dash: [8, 8] },
} as const;

/** Grafana's unit for what a query measures. */
export const unitOf = (query: { readonly unit: Unit }): string => units[query.unit];
