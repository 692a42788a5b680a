/** Colors and names of values: thresholds, value mappings, color schemes. */
import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  SpecialValueMatch,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ThresholdsConfig,
  type ValueMap,
  type RangeMap,
  type SpecialValueMap,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { verbatim } from "./verbatim.js";

export interface ValueName {
  readonly text?: string;
  readonly color?: string;
}

/** Grafana's names of neutral colors, the default of panels: without thresholds Grafana shows 80 and above in red. */
export const neutral = { text: "text", shape: "blue" } as const;

/** Of a text in place of a missing value, whatever the colors of values are: the gray of no state. */
export const missingColor = "#8E8E8E";

/** A color from a value on. */
export type Step = readonly [from: number, color: string];

/**
 * Absolute thresholds: one color below the first step, then one from each step on.
 * @throws if the steps don't ascend: Grafana would draw other colors.
 */
export function thresholdSteps(base: string, ...steps: readonly Step[]): ThresholdsConfig {
  steps.forEach(([from], index) => {
    const before = steps[index - 1]?.[0];
    if (before !== undefined && before >= from) {
      throw new Error(
        `thresholds ${steps.map(([value]) => value).join(", ")} must ascend: ${from} comes after ${before}`,
      );
    }
  });
  return {
    mode: ThresholdsMode.Absolute,
    steps: [{ value: null, color: base }, ...steps.map(([value, color]) => ({ value, color }))],
  };
}

/** {@link thresholdSteps} for the `.thresholds()` of a panel builder. */
export function thresholds(base: string, ...steps: readonly Step[]): ThresholdsConfigBuilder {
  const { mode, steps: list } = thresholdSteps(base, ...steps);
  return new ThresholdsConfigBuilder().mode(mode).steps(list);
}

/** Names and colors of single values, whose texts Grafana doesn't interpolate, `{ 1: { text: "up", color } }`, in this order. */
export function mapValues(names: { readonly [value: string]: ValueName }): ValueMap {
  return {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(names).map(([value, name], index) => [value, { ...named(name), index }]),
    ),
  };
}

/** A name and color of values between two bounds, both included; `null` is no bound. */
export function mapRange(from: number | null, to: number | null, name: ValueName): RangeMap {
  return { type: MappingType.RangeToText, options: { from, to, result: named(name) } };
}

/** A name and color of null and NaN. */
export function mapMissing(name: ValueName): SpecialValueMap {
  return { type: MappingType.SpecialValue, options: { match: SpecialValueMatch.NullAndNan, result: named(name) } };
}

/** A name and color of the gaps in a state timeline, which Grafana fills only for this very mapping. */
export function mapGaps(name: ValueName): SpecialValueMap {
  return { type: MappingType.SpecialValue, options: { match: SpecialValueMatch.Null, result: named(name) } };
}

export function fixedColor(color: string): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(color);
}

function named({ text, color }: ValueName): { text?: string; color?: string } {
  return { ...(text === undefined ? {} : { text: verbatim(text) }), ...(color === undefined ? {} : { color }) };
}
