import type { DnsQuery, HttpRequest, Timed } from "../../../simulation/events.js";
import type { SimulatedLab } from "../../../simulation/lab.js";
import { between, type Labels } from "../../../simulation/source.js";
import { rowsAt, type Evaluation } from "../../evaluation.js";
import { anyOf, type Fields, type Value } from "./expected.js";

/** Seconds: the graphs show an earlier time, at which every target had been scraped. */
const settled = 30;
/** Seconds: the upper limit of the window in which the network's graphs look for clients and domains. */
const longestLook = 21_600;
/** Seconds between two scrapes of the exporter. */
const scrape = 15;
/** Seconds: the window of the sources' means. */
const lastMinute = 60;

/** A lab with the keys that the graphs show. */
export interface GraphLab extends SimulatedLab {
  readonly infrastructure: readonly (SimulatedLab["infrastructure"][number] & {
    readonly address?: string | undefined;
  })[];
  readonly dashboards?: { readonly graph_nodes: number } | undefined;
}

/** The simulated events and gauges at the time that a graph shows. */
export interface GraphContext {
  readonly moment: Evaluation;
  readonly lab: GraphLab;
  /** The time that the graph shows. */
  readonly at: number;
  /** The time of the query. */
  readonly asked: number;
  /** Seconds: the window of rates. */
  readonly window: number;
  /** The selected events since the start of the simulation. */
  readonly requests: readonly HttpRequest[];
  readonly queries: readonly DnsQuery[];
  readonly inWindow: <E extends Timed>(events: readonly E[]) => readonly E[];
  /** The selected events within the window for clients and domains. */
  readonly inRange: <E extends Timed>(events: readonly E[]) => readonly E[];
  /** The time of the last scrape, with which the last minute ends. */
  readonly minute: number;
  /** The selected events within the minute before the last scrape. */
  readonly inMinute: <E extends Timed>(events: readonly E[]) => readonly E[];
  /** Seconds: the window for clients and domains. */
  readonly far: number;
}

type Asker = { readonly zone: string; readonly client: string };

/** The context of the network's graphs: events of the selected zones and clients, of any service. */
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
    minute,
    far,
    requests: simulation.requests.filter(isChosen),
    queries: simulation.queries.filter(isChosen),
    inWindow: (events) => between(events, at - window, at),
    inRange: (events) => between(events, at - far, at),
    inMinute: (events) => between(events, minute - lastMinute, minute),
  };
}

/** The entities of a kind in homelab_topology_info. */
interface Entities {
  readonly names: readonly string[];
  /** The title; the name where there is none. */
  readonly title: (name: string) => Value;
  readonly text: (name: string, label: "zone" | "type" | "address") => Value;
}

export function entitiesOf({ moment, at }: GraphContext, kind: string): Entities {
  const rows = rowsAt(moment, "homelab_topology_info", at, (labels) => labels["kind"] === kind).map(
    ([labels]) => labels,
  );
  const of = (name: string, label: string) =>
    anyOf(rows.flatMap((row: Labels) => ((row["name"] ?? "") === name ? [row[label] ?? ""] : [])));
  return {
    names: rows.map(({ name = "" }) => name),
    title: (name) => of(name, "title") ?? name,
    text: of,
  };
}

/** The services under which Traefik routes parts of the infrastructure, with the names of the parts. */
export const routedServices = ({ moment, at }: GraphContext): ReadonlyMap<string, string> =>
  new Map(
    rowsAt(moment, "homelab_infrastructure_info", at).flatMap(([{ name = "", service = "" }]) =>
      service === "" ? [] : [[service, name]],
    ),
  );

/** The share of failures for the second line, and the ring. */
export function failures(failed: number, all: number): Fields {
  return { secondarystat: all === 0 ? undefined : (100 * failed) / all, ...ring(failed, all) };
}

/** The two parts of a ring; both are 0 without events. */
export function ring(failed = 0, all = 0): Fields {
  return all === 0 ? { arc__failed: 0, arc__ok: 0 } : { arc__failed: failed / all, arc__ok: 1 - failed / all };
}

/** Pixels: 0.5 at 0, 4 at `thick` and above; logarithmic. */
export const thickness = (figure: number, thin = 0.01, thick = 100): number =>
  Math.min(4, 0.5 + (3.5 * Math.log(1 + figure / thin)) / Math.log(1 + thick / thin));

/** Variables that links keep, in this order. The topology keeps both in links to AdGuard Home alone. */
const keptVariables = ["zone", "client"] as const;

/** The text that ends the address of a row after the first kept variables: a fragment follows. */
export const keeping = (...kept: readonly (typeof keptVariables)[number][]): Fields =>
  kept.length === keptVariables.length ? {} : { [`link__end_${String(kept.length)}`]: "#" };

/** The link of a row. */
export function linkTo(dashboard: string, ...variables: readonly (readonly [string, Value])[]): Fields {
  const [first] = variables;
  const parts = variables.map(([name, value], index): Fields => {
    if (value === undefined || value === "") return {};
    const text = index === 0 ? {} : { [`link__text_${String(index)}`]: `&var-${name}=` };
    return { ...text, [`link__value_${String(index)}`]: value };
  });
  const parameter = first === undefined ? "" : `var-${first[0]}=`;
  return Object.assign({ link__target: `/d/homelab-${dashboard}?${parameter}` }, ...parts);
}

export const isFailed = ({ code }: HttpRequest): boolean => code.startsWith("5");
