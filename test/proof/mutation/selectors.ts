/** Mistakes in selectors: metric, matchers, window, offset. */
import { metrics, vocabulary, type MetricDefinition } from "../../../src/metrics/index.js";
import { unquote } from "../../promql/parse-expression.js";
import { brief, type Change, type Rule } from "./change.js";
import { every, first, inPlaceOf, type Part } from "./tree.js";

const contract: ReadonlyMap<string, MetricDefinition> = new Map(Object.entries(metrics));
const histogramParts: Readonly<Record<string, string>> = { _sum: "_count", _count: "_sum" };

/** Labels beyond the definitions: a scrape adds two, buckets have the third. */
const added = ["instance", "job", "le"];

/** The next metric of the same family, type and unit with every selected label. */
function siblingOf(name: string, asked: readonly string[]): string | undefined {
  const own = contract.get(name);
  if (own === undefined) return undefined;
  const family = (of: string) => of.split("_", 1).join();
  const alike = [...contract].filter(
    ([other, { type, unit, labels, optional = [] }]) =>
      family(other) === family(name) &&
      type === own.type &&
      unit === own.unit &&
      asked.every((label) => [...labels, ...optional, ...added].includes(label)),
  );
  return alike[(alike.findIndex(([other]) => other === name) + 1) % alike.length]?.[0];
}

function* metricExchanged(selector: Part): Generator<Change> {
  const place = first(selector, "Identifier");
  if (place === undefined) return;
  const asked = (first(selector, "LabelMatchers")?.parts ?? []).map(({ parts: [label] }) => label?.text ?? "");
  const [, histogram = "", part = ""] = /^(.*)(_bucket|_sum|_count)$/.exec(place.text) ?? [];
  const isHistogram = contract.get(histogram)?.type === "histogram";
  const sibling = siblingOf(isHistogram ? histogram : place.text, asked);
  const other = isHistogram ? histogramParts[part] : undefined;
  const siblings = [sibling && (isHistogram ? sibling + part : sibling), other && histogram + other];
  for (const text of siblings) {
    if (text !== undefined)
      yield { kind: "metric exchanged", what: `${place.text} exchanged for ${text}`, place, text };
  }
}

const opposites: Readonly<Record<string, string>> = { "=": "!=", "!=": "=", "=~": "!~", "!~": "=~" };

function* matchersChanged(selector: Part): Generator<Change> {
  const list = first(selector, "LabelMatchers");
  if (list === undefined) return;
  const name = first(selector, "Identifier")?.text;
  for (const matcher of list.parts) {
    const [label, operator, literal] = matcher.parts;
    if (label === undefined || operator === undefined || literal === undefined) continue;
    const what = `matcher ${brief(matcher)} of ${name ?? brief(selector)}`;
    const others = list.parts.filter((other) => other !== matcher);
    // Prometheus rejects a selector without a non-empty matcher.
    if (name !== undefined || others.some(asksForSomething)) {
      const rest = others.map(({ text }) => text).join(", ");
      const text = rest === "" && name !== undefined ? "" : `{${rest}}`;
      yield { kind: "matcher dropped", what: `${what} dropped`, place: list, text };
      const opposite = opposites[operator.text] ?? operator.text;
      yield { kind: "matcher negated", what: `${what} negated`, place: operator, text: opposite };
    }
    yield* valueExchanged(literal, what);
  }
}

const asksForSomething = ({ parts: [, operator, value] }: Part): boolean =>
  operator?.text === "=" && value !== undefined && value.text.length > 2;

const nextClass: Readonly<Record<string, string>> = { 1: "2", 2: "3", 3: "2", 4: "5", 5: "4" };
const statusCodes = /^[1-5](\.\.|\d\d)(\|[1-5](\.\.|\d\d))*$/;

function* valueExchanged(place: Part, what: string): Generator<Change> {
  const value = unquote(place.text);
  if (statusCodes.test(value)) {
    const text = place.text.replace(/[1-5](?=\.\.|\d\d)/g, (digit) => nextClass[digit] ?? digit);
    yield { kind: "status class exchanged", what: `${what} exchanged for ${text}`, place, text };
  }
  const other = Object.values<readonly string[]>(vocabulary)
    .find((values) => values.includes(value))
    ?.find((one) => one !== value);
  if (other === undefined) return;
  const text = JSON.stringify(other);
  yield { kind: "matcher value exchanged", what: `${what} exchanged for ${text}`, place, text };
}

const milliseconds: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 },
};

/** Milliseconds: Prometheus counts nanoseconds in 64 bits, about 292 years. */
const longest = 2 ** 63 / 1_000_000;

/** A duration times a factor; undefined where the result is too short or too long for Prometheus. */
function times(factor: number, text: string): string | undefined {
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) return undefined;
  let length = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) {
    length += Number(amount) * (milliseconds[unit ?? ""] ?? Number.NaN);
  }
  length *= factor;
  if (!Number.isInteger(length) || length === 0 || length >= longest) return undefined;
  const unit = ["h", "m", "s"].find((one) => length % (milliseconds[one] ?? 1) === 0) ?? "ms";
  return `${String(length / (milliseconds[unit] ?? 1))}${unit}`;
}

function* durationChanged(kind: Change["kind"], called: string, place: Part | undefined): Generator<Change> {
  if (place === undefined) return;
  for (const [factor, how] of [
    [0.5, "halved"],
    [2, "doubled"],
  ] as const) {
    const text = times(factor, place.text);
    if (text !== undefined) yield { kind, what: `${called} ${place.text} ${how}`, place, text };
  }
}

function* windowChanged(range: Part): Generator<Change> {
  const [window, step] = every(range, "DurationExpr");
  yield* durationChanged("window changed", "window", window);
  yield* durationChanged("subquery step changed", "step", step);
}

const dropped = (kind: "offset dropped" | "moment dropped"): Rule =>
  function* (shifted) {
    const [of] = shifted.parts;
    if (of === undefined) return;
    const what = `${brief({ ...shifted, text: shifted.text.slice(of.text.length).trim() })} of ${brief(of)} dropped`;
    yield { kind, what, place: shifted, text: inPlaceOf(shifted, of) };
  };

export const selectorRules: Readonly<Record<string, readonly Rule[]>> = {
  VectorSelector: [metricExchanged, matchersChanged],
  MatrixSelector: [windowChanged],
  SubqueryExpr: [windowChanged],
  OffsetExpr: [dropped("offset dropped")],
  StepInvariantExpr: [dropped("moment dropped")],
};
