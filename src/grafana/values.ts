/** What colours and names a value: thresholds, value mappings, colour schemes. */
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

export interface ValueName {
  readonly text?: string;
  readonly colour?: string;
}

/**
 * The colours of what means neither good nor bad, by Grafana's names. Panels start with them, since without thresholds
 * Grafana shows everything from 80 on in red.
 */
export const neutral = { text: "text", shape: "blue" } as const;

/** From this value on, this colour. */
export type Step = readonly [from: number, colour: string];

/**
 * Absolute thresholds: one colour below the first step, then one from each step on.
 * @throws if the steps don't ascend; Grafana would draw another colour than was written.
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

/** Names and colours for single values, `{ 1: { text: "up", colour } }`, in this order. */
export function mapValues(names: { readonly [value: string]: ValueName }): ValueMap {
  return {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(names).map(([value, name], index) => [value, { ...named(name), index }]),
    ),
  };
}

/** A name and colour for values between two bounds, both included; an open end is `null`. */
export function mapRange(from: number | null, to: number | null, name: ValueName): RangeMap {
  return { type: MappingType.RangeToText, options: { from, to, result: named(name) } };
}

/** A name and colour for what is no number. */
export function mapMissing(name: ValueName): SpecialValueMap {
  return { type: MappingType.SpecialValue, options: { match: SpecialValueMatch.NullAndNan, result: named(name) } };
}

/** One colour for everything. */
export function fixedColour(colour: string): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(colour);
}

/** The colour of the threshold that a value has passed. */
export function thresholdColour(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
}

/** A colour for each series by its name, so that it keeps its colour when another disappears. */
export function colourByName(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName);
}

function named({ text, colour }: ValueName): { text?: string; color?: string } {
  return { ...(text === undefined ? {} : { text }), ...(colour === undefined ? {} : { color: colour }) };
}
