import { missingColor, properties } from "../grafana/index.js";
import { failureBounds, scoreBounds } from "../queries/index.js";

/**
 * The palette of Okabe and Ito (https://jfly.uni-koeln.de/color/), which people with any color vision can tell apart. Its
 * blue and vermilion are lighter, so that they have a contrast of 4.5 as texts on a panel of the dark theme.
 */
const palette = {
  blue: "#2A8ACB",
  skyBlue: "#56B4E9",
  orange: "#E69F00",
  vermilion: "#DA6102",
  green: "#009E73",
  purple: "#CC79A7",
  gray: missingColor,
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

/**
 * Default colors of zones, in the order of the lab. None is a color of a status, or of Grafana's own for one. As texts
 * each has a contrast of at least 4.5 with panels of the dark theme, which is Grafana's default; with those of the light
 * theme the first five have 3, as lines and large texts need, and the others 2.5: few colors are between both bounds, and
 * of twelve any two differ, also for people with protanopia or deuteranopia; the first five the most.
 * `test/panels/tokens.test.ts` has the bounds.
 */
const zonePalette = [
  "#786FFF",
  "#B38600",
  "#E26DA3",
  "#D747BE",
  "#AA7763",
  "#9C84FF",
  "#8BA15D",
  "#8378D8",
  "#A6A91F",
  "#9F9AEE",
  "#FC70CC",
  "#DA9089",
] as const;

/**
 * The color of a zone: that of the lab, or the default color of its place, so that a zone at the end of the list changes
 * no other; the thirteenth zone has that of the first.
 */
export const zoneColor = (zone: { readonly color?: string }, index: number): string =>
  zone.color ?? zonePalette[index % zonePalette.length] ?? zonePalette[0];

/** The zones that metrics have beside those of a lab: of addresses in no zone, and of things that are counted as one. */
const zonesOfNone = ["unknown", "other"] as const;

/** The color of each zone by its name; gray for those that are none of the lab's. */
export const zoneColors = (
  zones: readonly { readonly name: string; readonly color?: string }[],
): ReadonlyMap<string, string> =>
  new Map([
    ...zonesOfNone.map((name) => [name, colors.neutral] as const),
    ...zones.map((zone, index) => [zone.name, zoneColor(zone, index)] as const),
  ]);

/**
 * Colors of outcomes that are drawn beside each other, in lines and areas: each has a contrast of 3 with panels of both
 * themes, and any two differ for people with any color vision, which the colors above don't on the light theme.
 */
const outcome = {
  none: palette.gray,
  good: palette.blue,
  other: "#1F747A",
  warning: "#C98500",
  bad: "#B84000",
} as const;

const colorsOf = (list: Readonly<Record<string, string>>): ReadonlyMap<string, { readonly color: string }> =>
  new Map(Object.entries(list).map(([value, color]) => [value, { color }]));

/** The colors of classes of status codes. */
export const classColors = colorsOf({
  "1xx": outcome.none,
  "2xx": outcome.good,
  "3xx": outcome.other,
  "4xx": outcome.warning,
  "5xx": outcome.bad,
});

/** The colors of the states in which connections end. */
export const stateColors = colorsOf({
  established: outcome.good,
  closed: outcome.none,
  refused: outcome.warning,
  failed: outcome.bad,
  timeout: outcome.other,
});

/** Words, marks and colors for health: 2 healthy, 1 degraded, 0 unhealthy, 3 too little traffic to tell. */
export const healthWords = {
  2: { text: "● healthy", color: colors.good },
  1: { text: "◐ degraded", color: colors.warning },
  0: { text: "✖ unhealthy", color: colors.bad },
  3: { text: "○ too little traffic to tell", color: colors.neutral },
} as const;

/** The marks of health without their words, for which there is no room. */
export const healthMarks = Object.fromEntries(
  Object.entries(healthWords).map(([state, { text, color }]) => [state, { text: text.slice(0, 1), color }]),
);

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

/** The lines of a second and a third figure of one zone, which have its color, too. Dashes alone are hard to see. */
export const otherLine = {
  second: properties({ "custom.lineStyle": { fill: "dash", dash: [8, 4] }, "custom.lineWidth": 2 }),
  third: properties({ "custom.lineStyle": { fill: "dot", dash: [2, 4] }, "custom.lineWidth": 3 }),
};

/** The line of an expected value, beside the solid one of the measured value. */
export const expectedLine = { fill: "dash", dash: [8, 8] } as const;
