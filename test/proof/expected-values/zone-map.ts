import { dnsState, httpState, isFailure } from "../../simulation/metrics/zone.js";
import type { DnsQuery, HttpRequest, Timed } from "../../simulation/events.js";
import { rate, drawnShare } from "../../simulation/expected-values.js";
import { canonical, figures, type Figures } from "../../simulation/figures.js";
import {
  exactly,
  type Evaluation,
  type Expectation,
  type Expectations,
  type Expected,
  type Selected,
} from "../evaluation.js";
import { activeClients, clientEvents, labelsIn, zones } from "./zones.js";

/** A request or a DNS query from a zone. */
interface Flow extends Timed {
  readonly zone: string;
  readonly type: "http" | "dns";
  readonly failed: boolean;
}

const ofRequest = ({ time, zone, code }: HttpRequest): Flow => ({
  time,
  zone,
  type: "http",
  failed: isFailure(httpState(code)),
});

const ofQuery = (query: DnsQuery): Flow => ({
  time: query.time,
  zone: query.zone,
  type: "dns",
  failed: isFailure(dnsState(query)),
});

const fromZones = ({ simulation: { requests, queries }, at, window }: Evaluation) => ({
  events: [...requests.map(ofRequest), ...queries.map(ofQuery)].toSorted((a, b) => a.time - b.time),
  by: { type: ({ type }: Flow) => type, zone: ({ zone }: Flow) => zone },
  part: ({ failed }: Flow) => failed,
  at,
  window,
});

const toZones = ({ simulation: { requests }, at, window }: Evaluation) => ({
  events: requests,
  by: { type: () => "served", zone: ({ serviceZone }: HttpRequest) => serviceZone },
  part: ({ code }: HttpRequest) => isFailure(httpState(code)),
  at,
  window,
});

const anything = () => true;
const everybody: Selected = {
  zone: anything,
  client: anything,
  domain: anything,
  service: anything,
  backend: anything,
  instance: anything,
};

/** Figures under the name of their column: the value, then their labels. */
const columns = (value: string, given: Figures, ...labels: readonly string[]): Expected =>
  exactly(
    figures(
      [...given].map(([key, number]) => {
        const all = labelsIn(key);
        return [{ element: [value, ...labels.map((name) => all[name] ?? "")].join("\n") }, number] as const;
      }),
    ),
  );

/** What another panel expects with everything selected. */
function ofAll(expectation: Expectation | undefined, moment: Evaluation): Figures {
  const expected = expectation?.({ ...moment, selected: everybody });
  if (expected === undefined || !("figures" in expected)) throw new Error("the figures aren't exact");
  return expected.figures;
}

const width = (perSecond: number): number => Math.min(4, Math.max(0, Math.log10(perSecond) + 2)) / 4;

const widths = (rates: Figures): Figures => new Map([...rates].map(([key, number]) => [key, width(number)]));

const perMinute = (rates: Figures): Figures => new Map([...rates].map(([key, perSecond]) => [key, 60 * perSecond]));

/** The busiest client of each zone; of several that are equally busy, any. */
function busiest(moment: Evaluation): Expected {
  const rates = rate({
    events: clientEvents(moment.simulation),
    by: { zone: ({ zone }) => zone, client: ({ client }) => client },
    at: moment.at,
    window: moment.window,
  });
  const active = [...rates].flatMap(([key, number]) => {
    const { zone = "", client = "" } = labelsIn(key);
    return number > 0 ? [{ zone, client, number }] : [];
  });
  const first = active.filter(
    ({ zone, number }) => number === Math.max(...active.filter((one) => one.zone === zone).map((one) => one.number)),
  );
  const keyOf = ({ zone, client }: { readonly zone: string; readonly client: string }) => {
    const letters = [...client];
    const text = letters.length > 15 ? `…${letters.slice(-14).join("")}` : client;
    return canonical({ element: `busiest\n${zone}`, row: "1", text });
  };
  const equal = first.filter((one) => first.some((other) => other !== one && other.zone === one.zone));
  return {
    figures: new Map(first.map((one) => [keyOf(one), one.number])),
    truncation: {
      equals: new Set(equal.map(keyOf)),
      left: first.length - new Set(first.map(({ zone }) => zone)).size,
    },
  };
}

/**
 * The targets of the zone map, which ignores the selection.
 *
 * @param health the health of everything, by kind and name
 */
export const zoneMap = (health: Expectation): Expectations => ({
  "zone-map/A": (moment) => columns("rate", perMinute(rate(fromZones(moment))), "type", "zone"),
  "zone-map/B": (moment) => columns("rate", perMinute(rate(toZones(moment))), "type", "zone"),
  "zone-map/C": (moment) => columns("width", widths(rate(fromZones(moment))), "type", "zone"),
  "zone-map/D": (moment) => columns("width", widths(rate(toZones(moment))), "type", "zone"),
  "zone-map/E": (moment) => columns("failures", drawnShare(fromZones(moment)), "type", "zone"),
  "zone-map/F": (moment) => columns("failures", drawnShare(toZones(moment)), "type", "zone"),
  "zone-map/G": (moment) => columns("known", ofAll(zones["zone-table/F"], moment), "zone"),
  "zone-map/H": (moment) => columns("active", activeClients(moment, anything), "zone"),
  "zone-map/I": (moment) => columns("in", ofAll(zones["bandwidth-by-zone/A"], moment), "zone"),
  "zone-map/J": (moment) => columns("out", ofAll(zones["bandwidth-by-zone/B"], moment), "zone"),
  "zone-map/K": ({ simulation: { queries }, at, window }) =>
    columns(
      "blocked",
      drawnShare({ events: queries, by: { zone: ({ zone }) => zone }, part: ({ blocked }) => blocked, at, window }),
      "zone",
    ),
  "zone-map/L": ({ simulation: { queries }, at, window }) => {
    const sentOn = ({ answeredBy }: DnsQuery) => answeredBy === "upstream";
    const by = { upstream: ({ upstream }: DnsQuery) => upstream };
    return columns("resolver", perMinute(rate({ events: queries, where: sentOn, by, at, window })), "upstream");
  },
  "zone-map/M": (moment) => columns("health", ofAll(health, moment), "kind", "name"),
  "zone-map/texts": busiest,
});
