import type { HttpRequest } from "../simulation/events.js";
import { canonical, figures, type Figures } from "../simulation/figures.js";
import { backendsOf } from "../simulation/lab.js";
import { topN } from "../simulation/expected-values.js";
import type { Simulation } from "../simulation/network.js";
import { samplesAt, type RecordedSeries } from "../simulation/scrape.js";
import type { Labels } from "../simulation/source.js";

/** What a panel was asked about, and when: all that an expected figure may depend on. */
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
}

/** Whether the user's choice of variables includes something. */
export interface Selected {
  readonly zone: (name: string) => boolean;
  readonly client: (name: string) => boolean;
  readonly domain: (name: string) => boolean;
  readonly service: (name: string) => boolean;
  readonly backend: (name: string) => boolean;
  readonly instance: (name: string) => boolean;
}

/** Exact figures, or, for quantiles, the bucket in which each lies. */
export type Expected =
  | { readonly figures: Figures; readonly cut?: Truncation }
  | { readonly bounds: ReadonlyMap<string, readonly [lower: number, upper: number]> };

/** Where a list is cut between equals, any of these are in it, but so many are not. */
export interface Truncation {
  readonly equals: ReadonlySet<string>;
  readonly left: number;
}

/** Computes what a target must answer from the simulated events; never from PromQL. By `<panel key>/<refId>`. */
export type Expectation = (moment: Evaluation) => Expected;
export type Expectations = Readonly<Record<string, Expectation>>;

export const exactly = (given: Figures): Expected => ({ figures: given });

/** The figures of those that rank highest; of equal ones at the cut any. */
export function ofHighest(given: Figures, ranks: Figures, howMany: number): Expected {
  const highest = topN(ranks, howMany);
  const least = Math.min(...highest.values());
  const equals = new Set([...highest].flatMap(([key, rank]) => (rank === least ? [key] : [])));
  const listed = new Map([...given].filter(([key]) => highest.has(key)));
  return { figures: listed, cut: { equals, left: Math.max(0, highest.size - howMany) } };
}

/** The selection of variables as a question to names; nothing given is All. */
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

/** Requests of the chosen zones and services. */
export const isSelectedRequest =
  ({ selected }: Evaluation) =>
  ({ zone, service }: HttpRequest) =>
    selected.zone(zone) && selected.service(service);

/** Requests of the chosen services, whatever their zone. */
export const isSelectedFromAnyZone =
  ({ selected }: Evaluation) =>
  ({ service }: HttpRequest) =>
    selected.service(service);

/** Adds up rows by some of their labels. */
export function sumBy(rows: Iterable<readonly [Labels, number]>, by: readonly string[]): Figures {
  const totals = new Map<string, [Labels, number]>();
  for (const [labels, value] of rows) {
    const kept = Object.fromEntries(by.flatMap((name) => (labels[name] ? [[name, labels[name]] as const] : [])));
    const key = canonical(kept);
    totals.set(key, [kept, (totals.get(key)?.[1] ?? 0) + value]);
  }
  return figures(totals.values());
}

/** What series of a name hold at a moment. */
export function rowsAt(
  { series }: Evaluation,
  name: string,
  at: number,
  where: (labels: Labels) => boolean = () => true,
): readonly (readonly [Labels, number])[] {
  return samplesAt(series, name, at).flatMap(({ labels, value }) => (where(labels) ? [[labels, value] as const] : []));
}

/** Every whole minute of the last so many seconds, both ends included: where a subquery with a step of a minute looks. */
export function minutesWithin(at: number, seconds: number): readonly number[] {
  const first = Math.ceil((at - seconds) / 60) * 60;
  const minutes: number[] = [];
  for (let minute = first; minute <= at; minute += 60) minutes.push(minute);
  return minutes;
}
