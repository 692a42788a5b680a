import type { HttpRequest } from "../simulation/events.js";
import { canonical, figures, type Figures } from "../simulation/figures.js";
import { backendsOf } from "../simulation/lab.js";
import { topN } from "../simulation/expected-values.js";
import type { Simulation } from "../simulation/network.js";
import { samplesAt, type RecordedSeries } from "../simulation/scrape.js";
import type { Labels } from "../simulation/source.js";

/** The evaluation of a target at a time, with all that an expected value may depend on. */
export interface Evaluation {
  readonly simulation: Simulation;
  readonly series: readonly RecordedSeries[];
  /** Unix seconds. */
  readonly at: number;
  /** `$__rate_interval` in seconds. */
  readonly window: number;
  /** `$__interval` in seconds. */
  readonly step: number;
  /** `$__range` in seconds. */
  readonly range: number;
  readonly selected: Selected;
  /** Seconds between two evaluations of recording rules. Default: 30, as emitted. */
  readonly ruleInterval?: number;
}

/** Whether the selection of variables includes a name. */
export interface Selected {
  readonly zone: (name: string) => boolean;
  readonly client: (name: string) => boolean;
  readonly domain: (name: string) => boolean;
  readonly service: (name: string) => boolean;
  readonly backend: (name: string) => boolean;
  readonly instance: (name: string) => boolean;
}

/** Exact figures; or, for quantiles, the bounds of the bucket of each. */
export type Expected =
  | { readonly figures: Figures; readonly truncation?: Truncation }
  | { readonly bounds: ReadonlyMap<string, readonly [lower: number, upper: number]> };

/** A list that ends among equal values: any of these are in it, and `left` of them are not. */
interface Truncation {
  readonly equals: ReadonlySet<string>;
  readonly left: number;
}

/** The last evaluation of the recording rules at a time. */
export const lastRecording = ({ ruleInterval = 30 }: Evaluation, at: number): number =>
  Math.floor(at / ruleInterval) * ruleInterval;

/** Computes the expected value of a target from the simulated events, without PromQL. */
export type Expectation = (evaluation: Evaluation) => Expected;

/** By `<panel key>/<refId>`. */
export type Expectations = Readonly<Record<string, Expectation>>;

/** The same expectations, each computed once for a time, window and step. Everything else must stay the same. */
export function memoized(expectations: Expectations): Expectations {
  const remember = (expectation: Expectation): Expectation => {
    const known = new Map<string, Expected>();
    return (evaluation) => {
      const key = [evaluation.at, evaluation.window, evaluation.step].join();
      const expected = known.get(key) ?? expectation(evaluation);
      known.set(key, expected);
      return expected;
    };
  };
  return Object.fromEntries(
    Object.entries(expectations).map(([key, expectation]) => [key, remember(expectation)] as const),
  );
}

export const exactly = (given: Figures): Expected => ({ figures: given });

/** The figures with the highest ranks; of equal ranks at the end of the list any. */
export function ofHighest(given: Figures, ranks: Figures, howMany: number): Expected {
  const highest = topN(ranks, howMany);
  const least = Math.min(...highest.values());
  const equals = new Set([...highest].flatMap(([key, rank]) => (rank === least ? [key] : [])));
  const listed = new Map([...given].filter(([key]) => highest.has(key)));
  return { figures: listed, truncation: { equals, left: Math.max(0, highest.size - howMany) } };
}

/** Predicates for a selection of variables; a variable without a selection is All. */
export function selectedBy(
  simulation: Simulation,
  selection: {
    readonly zone?: readonly string[];
    readonly client?: readonly string[];
    readonly domain?: readonly string[];
    readonly service?: readonly string[];
    readonly instance?: readonly string[];
  },
): Selected {
  const among = (names: readonly string[] | undefined) => (name: string) => names?.includes(name) ?? true;
  const backends = selection.service?.flatMap((service) => backendsOf(simulation.lab, service).map(({ name }) => name));
  return {
    zone: among(selection.zone),
    client: among(selection.client),
    domain: among(selection.domain),
    service: among(selection.service),
    backend: among(backends),
    instance: among(selection.instance),
  };
}

/** Whether a request is of the selected zones and services. */
export const isSelectedRequest =
  ({ selected }: Evaluation) =>
  ({ zone, service }: HttpRequest) =>
    selected.zone(zone) && selected.service(service);

/** Whether a request is of the selected services, from any zone. */
export const isSelectedFromAnyZone =
  ({ selected }: Evaluation) =>
  ({ service }: HttpRequest) =>
    selected.service(service);

/** Sums rows by some of their labels. */
export function sumBy(rows: Iterable<readonly [Labels, number]>, by: readonly string[]): Figures {
  const totals = new Map<string, [Labels, number]>();
  for (const [labels, value] of rows) {
    const kept = Object.fromEntries(by.flatMap((name) => (labels[name] ? [[name, labels[name]] as const] : [])));
    const key = canonical(kept);
    totals.set(key, [kept, (totals.get(key)?.[1] ?? 0) + value]);
  }
  return figures(totals.values());
}

/** The samples of a metric at a time. */
export function rowsAt(
  { series }: Evaluation,
  name: string,
  at: number,
  where: (labels: Labels) => boolean = () => true,
): readonly (readonly [Labels, number])[] {
  return samplesAt(series, name, at).flatMap(({ labels, value }) => (where(labels) ? [[labels, value] as const] : []));
}

/** The whole minutes of the last seconds, both ends included: the steps of a subquery with a step of a minute. */
export function minutesWithin(at: number, seconds: number): readonly number[] {
  const first = Math.ceil((at - seconds) / 60) * 60;
  const minutes: number[] = [];
  for (let minute = first; minute <= at; minute += 60) minutes.push(minute);
  return minutes;
}
