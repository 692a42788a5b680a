import type { DnsQuery, HttpRequest, Timed } from "../../simulation/events.js";
import { canonical, figures, type Figures } from "../../simulation/figures.js";
import type { Simulation } from "../../simulation/network.js";
import {
  drawnShare,
  gaugeAt,
  highestMean,
  increase,
  pick,
  queryLabels,
  rate,
  share,
} from "../../simulation/expected-values.js";
import type { Labels } from "../../simulation/source.js";
import { exactly, type Evaluation, type Expectation, type Expectations } from "../evaluation.js";

/** Bytes from one zone to another. A request gives two transfers. */
interface Transfer extends Timed {
  readonly source: string;
  readonly destination: string;
  readonly service: string;
  readonly bytes: number;
}

/** A request or a query with its final state. */
interface Connection extends Timed {
  readonly source: string;
  readonly destination: string;
  readonly type: "http" | "dns";
  readonly state: string;
}

/** A request or a query of a client. */
export interface ClientEvent extends Timed {
  readonly zone: string;
  readonly client: string;
}

/** A derived form of a simulation's events, computed once. */
function once<T>(make: (simulation: Simulation) => T): (simulation: Simulation) => T {
  const made = new WeakMap<Simulation, T>();
  return (simulation) => {
    const known = made.get(simulation) ?? make(simulation);
    made.set(simulation, known);
    return known;
  };
}

const byTime = (a: Timed, b: Timed) => a.time - b.time;

const transfersOf = once(({ requests }): readonly Transfer[] =>
  requests.flatMap(({ time, zone, serviceZone, service, bytesIn, bytesOut }) => [
    { time, source: zone, destination: serviceZone, service, bytes: bytesIn },
    { time, source: serviceZone, destination: zone, service, bytes: bytesOut },
  ]),
);

function requestState({ code }: HttpRequest): string {
  if (["401", "403", "429"].includes(code)) return "refused";
  if (code === "499") return "closed";
  if (code === "504") return "timeout";
  return Number(code) < 500 ? "established" : "failed";
}

const failures: readonly string[] = ["failed", "timeout"];

const queryStates = { NOERROR: "established", REFUSED: "refused", SERVFAIL: "failed", "": "timeout" } as const;

const connectionsOf = once(({ lab, requests, queries }): readonly Connection[] => {
  const destination = lab.infrastructure.find(({ kind }) => kind === "dns")?.zone ?? "unknown";
  const http = requests.map((request): Connection => ({
    time: request.time,
    source: request.zone,
    destination: request.serviceZone,
    type: "http",
    state: requestState(request),
  }));
  const dns = queries.map(({ time, zone, rcode }): Connection => ({
    time,
    source: zone,
    destination,
    type: "dns",
    state: queryStates[rcode],
  }));
  return [...http, ...dns].toSorted(byTime);
});

/** Every request and query, of any service. */
export const clientEvents = once(({ requests, queries }): readonly ClientEvent[] =>
  [...requests, ...queries].map(({ time, zone, client }) => ({ time, zone, client })).toSorted(byTime),
);

export const isFolded = ({ client }: { readonly client: string }) => client.startsWith("other@");

const transferLabels = {
  source_zone: ({ source }: Transfer) => source,
  destination_zone: ({ destination }: Transfer) => destination,
};

const connectionLabels = {
  source_zone: ({ source }: Connection) => source,
  destination_zone: ({ destination }: Connection) => destination,
  zone: ({ source }: Connection) => source,
  state: ({ state }: Connection) => state,
  service_type: ({ type }: Connection) => type,
};

const asksOf = ({ at, window }: Evaluation) => ({ at, window });

const transfers = (moment: Evaluation) => ({
  ...asksOf(moment),
  events: transfersOf(moment.simulation),
  where: ({ source, service }: Transfer) => moment.selected.zone(source) && moment.selected.service(service),
  amount: ({ bytes }: Transfer) => bytes,
});

const connections = (moment: Evaluation) => ({
  ...asksOf(moment),
  events: connectionsOf(moment.simulation),
  where: ({ source }: Connection) => moment.selected.zone(source),
});

/** With 0 for each selected zone of the lab without traffic to itself, where there are figures at all. */
function withOwnZones({ simulation, selected }: Evaluation, given: Figures): Figures {
  if (given.size === 0) return given;
  const own = simulation.lab.zones
    .filter(({ name }) => selected.zone(name))
    .map(({ name }) => canonical({ source_zone: name, destination_zone: name }));
  return new Map([...own.map((key) => [key, 0] as const), ...given]);
}

const ofZones = (direction: "in" | "out", moment: Evaluation) => {
  const { selected } = moment;
  const zone = ({ source, destination }: Transfer) => (direction === "in" ? destination : source);
  return {
    ...transfers(moment),
    where: (transfer: Transfer) => selected.zone(zone(transfer)) && selected.service(transfer.service),
    by: { zone },
  };
};

const bandwidth =
  (direction: "in" | "out"): Expectation =>
  (moment) =>
    exactly(rate({ ...ofZones(direction, moment), amount: ({ bytes }) => 8 * bytes }));

const bytesInRange =
  (direction: "in" | "out"): Expectation =>
  (moment) =>
    exactly(increase(ofZones(direction, overRange(moment))));

/** The evaluation with the time range as its window. */
const overRange = (moment: Evaluation): Evaluation => ({ ...moment, window: moment.range });

const capacity =
  (of: "in" | "out"): Expectation =>
  ({ series, selected, at }) =>
    exactly(
      gaugeAt(series, "zone_bandwidth_utilization", {
        at,
        by: ["zone"],
        fold: "max",
        where: ({ zone = "", direction }) => direction === of && selected.zone(zone),
      }),
    );

const inStates =
  (of: readonly string[], ...by: readonly (keyof typeof connectionLabels)[]): Expectation =>
  (moment) => {
    const all = connections(moment);
    const where = (connection: Connection) => all.where(connection) && of.includes(connection.state);
    return exactly(rate({ ...all, where, by: pick(connectionLabels, ...by) }));
  };

const shareInStates =
  (of: readonly string[], ...by: readonly "zone"[]): Expectation =>
  (moment) =>
    exactly(
      share({
        ...connections(moment),
        by: pick(connectionLabels, ...by),
        part: ({ state }) => of.includes(state),
        fewest: 10,
      }),
    );

const latency =
  (...by: readonly string[]): Expectation =>
  ({ series, selected, at }) =>
    exactly(
      gaugeAt(series, "network_path_latency", {
        at,
        by,
        fold: "max",
        where: ({ source_zone = "" }) => selected.zone(source_zone),
      }),
    );

/** The number of clients with events in the window by zone; 0 for zones whose clients are idle. */
export function activeClients(moment: Evaluation, where: (act: ClientEvent) => boolean): Figures {
  const byClient = rate({
    ...asksOf(moment),
    events: clientEvents(moment.simulation),
    where: (act) => where(act) && !isFolded(act),
    by: { zone: ({ zone }) => zone, client: ({ client }) => client },
  });
  const zones = new Map<string, number>();
  for (const [key, perSecond] of byClient) {
    const { zone = "" } = labelsIn(key);
    zones.set(zone, (zones.get(zone) ?? 0) + (perSecond > 0 ? 1 : 0));
  }
  return figures([...zones].map(([zone, active]) => [{ zone }, active]));
}

/** The labels of a canonical key. */
export function labelsIn(key: string): Labels {
  const pairs = [...key.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g)];
  return Object.fromEntries(pairs.map(([, name = "", text = '""']) => [name, String(JSON.parse(text))]));
}

const fromChosenZone =
  ({ selected }: Evaluation) =>
  ({ zone }: { readonly zone: string }) =>
    selected.zone(zone);

const everyConnection =
  (...by: readonly (keyof typeof connectionLabels)[]): Expectation =>
  (moment) =>
    exactly(rate({ ...connections(moment), by: pick(connectionLabels, ...by) }));

export const zones: Expectations = {
  "traffic-now/A": (moment) => exactly(rate(transfers(moment))),
  "refused-now/A": (moment) =>
    exactly(drawnShare({ ...connections(moment), part: ({ state }) => state === "refused" })),
  "traffic-matrix/A": (moment) =>
    exactly(
      withOwnZones(
        moment,
        increase({ ...transfers(overRange(moment)), by: pick(transferLabels, "source_zone", "destination_zone") }),
      ),
    ),
  "connection-matrix/A": (moment) =>
    exactly(
      withOwnZones(
        moment,
        increase({ ...connections(overRange(moment)), by: pick(connectionLabels, "source_zone", "destination_zone") }),
      ),
    ),
  "latency-matrix/A": ({ series, selected, at, range }) =>
    exactly(
      highestMean(series, "network_path_latency", {
        at,
        window: range,
        by: ["source_zone", "destination_zone"],
        where: ({ source_zone = "" }) => selected.zone(source_zone),
      }),
    ),
  "bandwidth-by-zone/A": bandwidth("in"),
  "bandwidth-by-zone/B": bandwidth("out"),
  "bandwidth-now/A": bandwidth("in"),
  "bandwidth-now/B": capacity("in"),
  "bandwidth-now/C": bandwidth("out"),
  "bandwidth-now/D": capacity("out"),
  "capacity-in-use/A": capacity("in"),
  "capacity-in-use/B": capacity("out"),
  // The table of zones follows the selection of zones alone.
  "zone-table/A": (moment) => bytesInRange("in")(ofAllServices(moment)),
  "zone-table/B": (moment) => bytesInRange("out")(ofAllServices(moment)),
  "zone-table/C": (moment) =>
    exactly(increase({ ...connections(overRange(moment)), by: pick(connectionLabels, "zone") })),
  "zone-table/D": (moment) => shareInStates(["refused"], "zone")(overRange(moment)),
  "zone-table/E": (moment) => shareInStates(failures, "zone")(overRange(moment)),
  "zone-table/F": ({ series, selected, at }) => {
    const known = gaugeAt(series, "client_zone_mapping", { at, by: ["client_ip", "zone_name"], fold: "group" });
    const clients = new Map<string, number>();
    for (const key of known.keys()) {
      const { zone_name = "" } = labelsIn(key);
      if (selected.zone(zone_name)) clients.set(zone_name, (clients.get(zone_name) ?? 0) + 1);
    }
    return exactly(figures([...clients].map(([zone, number]) => [{ zone }, number])));
  },
  "zone-table/G": (moment) => exactly(activeClients(overRange(moment), fromChosenZone(moment))),
  "zone-table/H": (moment) =>
    exactly(
      share({
        ...asksOf(overRange(moment)),
        events: clientEvents(moment.simulation),
        where: fromChosenZone(moment),
        by: { zone: ({ zone }) => zone },
        part: isFolded,
      }),
    ),
  "connection-states/A": everyConnection("state"),
  "refused-by-zone/A": inStates(["refused"], "source_zone"),
  "failed-by-zone/A": inStates(failures, "source_zone", "service_type"),
  "latency-over-time/A": latency("source_zone", "destination_zone", "path_type"),
  "query-types/A": (moment) =>
    exactly(
      rate({
        ...asksOf(moment),
        events: moment.simulation.queries,
        where: ({ zone }: DnsQuery) => moment.selected.zone(zone),
        by: pick(queryLabels, "source_zone", "query_type"),
      }),
    ),
};

function ofAllServices(moment: Evaluation): Evaluation {
  return { ...moment, selected: { ...moment.selected, service: () => true } };
}
