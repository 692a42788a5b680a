import type { DnsQuery, HttpRequest, Timed } from "../../../simulation/events.js";
import type { SimulatedLab } from "../../../simulation/lab.js";
import { between, type Labels } from "../../../simulation/source.js";
import { rowsAt, type Evaluation } from "../../evaluation.js";
import { anyOf, type Fields, type Value } from "./expected.js";

/** The graphs show the moment half a minute ago, when everything had been scraped. */
const settled = 30;
/** The graphs of the network look back for clients and domains no further than this, in seconds. */
const longestLook = 21_600;
/** Seconds between two scrapes of the exporter. */
const scrape = 15;
/** The sources take their means over the last minute. */
const lastMinute = 60;

/** A lab as the graphs show it. */
export interface GraphLab extends SimulatedLab {
  readonly infrastructure: readonly (SimulatedLab["infrastructure"][number] & {
    readonly address?: string | undefined;
  })[];
  readonly dashboards?: { readonly graph_nodes: number } | undefined;
}

/** What the network did at the moment that a graph shows. */
export interface GraphContext {
  readonly moment: Evaluation;
  readonly lab: GraphLab;
  /** The moment that the graph shows. */
  readonly at: number;
  /** The moment at which it was asked. */
  readonly asked: number;
  /** Seconds over which rates are taken. */
  readonly window: number;
  /** Everything that ever happened, by what was chosen. */
  readonly requests: readonly HttpRequest[];
  readonly queries: readonly DnsQuery[];
  readonly inWindow: <E extends Timed>(events: readonly E[]) => readonly E[];
  /** Within the range, or as much of it as graphs look back. */
  readonly inRange: <E extends Timed>(events: readonly E[]) => readonly E[];
  /** Within the minute that ended with the last scrape. */
  readonly inMinute: <E extends Timed>(events: readonly E[]) => readonly E[];
  /** How long ago graphs look back, in seconds. */
  readonly far: number;
}

type Asker = { readonly zone: string; readonly client: string };

/** What the graphs of the network look at: requests and queries of the chosen zones and clients, of whatever service. */
export function graphContext(moment: Evaluation, lab: GraphLab = moment.simulation.lab): GraphContext {
  const { simulation, selected, window, range } = moment;
  const at = moment.at - settled;
  const far = Math.min(range, longestLook);
  const minute = Math.floor(at / scrape) * scrape;
  const isChosen = ({ zone, client }: Asker) => selected.zone(zone) && selected.client(client);
  return {
    moment,
    lab,
    at,
    asked: moment.at,
    window,
    far,
    requests: simulation.requests.filter(isChosen),
    queries: simulation.queries.filter(isChosen),
    inWindow: (events) => between(events, at - window, at),
    inRange: (events) => between(events, at - far, at),
    inMinute: (events) => between(events, minute - lastMinute, minute),
  };
}

/** What homelab_entity_info tells of one kind. */
export interface Entities {
  readonly names: readonly string[];
  /** The title; without one the name itself. */
  readonly title: (name: string) => Value;
  readonly zone: (name: string) => Value;
}

export function entitiesOf({ moment, at }: GraphContext, kind: string): Entities {
  const rows = rowsAt(moment, "homelab_entity_info", at, (labels) => labels["kind"] === kind).map(([labels]) => labels);
  const of = (name: string, label: string) =>
    anyOf(rows.flatMap((row: Labels) => (row["name"] === name ? [row[label] ?? ""] : [])));
  return {
    names: rows.map(({ name = "" }) => name),
    title: (name) => of(name, "title") ?? name,
    zone: (name) => of(name, "zone"),
  };
}

/** Requests and queries that are answered and failed: the share for a second line, and the ring. */
export function failures(failed: number, all: number): Fields {
  return { secondarystat: all === 0 ? undefined : (100 * failed) / all, ...ring(failed, all) };
}

/** The two parts of a ring; without anything, and where there is no ring, both are 0. */
export function ring(failed = 0, all = 0): Fields {
  return all === 0 ? { arc__failed: 0, arc__ok: 0 } : { arc__failed: failed / all, arc__ok: 1 - failed / all };
}

/** From 1 at `thin` to 10 at `thick`, by the logarithm. */
export function thickness(figure: number, thin: number, thick: number): number {
  const position = Math.log(figure / thin) / Math.log(thick / thin);
  return 1 + 9 * Math.min(1, Math.max(0, position));
}

/** Where a click leads; what a row doesn't know is left out. */
export function linkTo(title: string, dashboard: string, ...variables: readonly (readonly [string, Value])[]): Fields {
  const parts = variables.map(([name, value], index): Fields => {
    if (value === undefined || value === "") return {};
    return { [`link__text_${String(index)}`]: `&var-${name}=`, [`link__value_${String(index)}`]: value };
  });
  return Object.assign({ link__title: title, link__target: `/d/homelab-${dashboard}` }, ...parts);
}

export const isFailed = ({ code }: HttpRequest): boolean => code.startsWith("5");
