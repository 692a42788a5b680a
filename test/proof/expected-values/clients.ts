import { isAnswered, type DnsQuery, type HttpRequest } from "../../simulation/events.js";
import { canonical, figures, type Figures } from "../../simulation/figures.js";
import { count, gaugeAt, increase, rate, share, topN } from "../../simulation/expected-values.js";
import { between, type Labels } from "../../simulation/source.js";
import { exactly, rowsAt, type Evaluation, type Expectation, type Expectations } from "../evaluation.js";
import { activeClients, clientEvents, isFolded, labelsIn, type ClientEvent } from "./zones.js";

type Asker = { readonly zone: string; readonly client: string };

const byClient = { zone: ({ zone }: Asker) => zone, client_ip: ({ client }: Asker) => client };

const chosenClient =
  ({ selected }: Evaluation) =>
  ({ zone, client }: Asker) =>
    selected.zone(zone) && selected.client(client);

const chosenUse = (moment: Evaluation) => (request: HttpRequest) =>
  chosenClient(moment)(request) && moment.selected.service(request.service);

/** Requests that a server of the service answered. */
const answeredUse = (moment: Evaluation) => (request: HttpRequest) => chosenUse(moment)(request) && isAnswered(request);

const requests = (moment: Evaluation) => ({
  events: moment.simulation.requests,
  where: chosenUse(moment),
  at: moment.at,
  window: moment.window,
});

const queries = (moment: Evaluation) => ({
  events: moment.simulation.queries,
  where: chosenClient(moment),
  at: moment.at,
  window: moment.window,
});

const bytes = {
  in: ({ bytesOut }: HttpRequest) => bytesOut,
  out: ({ bytesIn }: HttpRequest) => bytesIn,
  both: ({ bytesIn, bytesOut }: HttpRequest) => bytesIn + bytesOut,
} as const;

/** Metrics of bytes carry no service. */
const clientBytes = (moment: Evaluation, direction: keyof typeof bytes) => ({
  ...requests(moment),
  where: chosenClient(moment),
  amount: bytes[direction],
});

/** The number of different values in each group. */
function numberOf<E>(events: readonly E[], labelsOf: (event: E) => Labels, of: (event: E) => string): Figures {
  const groups = new Map<string, Set<string>>();
  for (const event of events) {
    const key = canonical(labelsOf(event));
    groups.set(key, (groups.get(key) ?? new Set()).add(of(event)));
  }
  return new Map([...groups].map(([key, values]) => [key, values.size]));
}

const labelsOfClient = ({ zone, client }: Asker): Labels => ({ zone, client_ip: client });
const labelsOfUse = ({ zone, client, service }: HttpRequest): Labels => ({ zone, client_ip: client, service });

const inRange = <Q extends { readonly window: number }>(moment: Evaluation, question: Q): Q => ({
  ...question,
  window: moment.range,
});

const positive = (given: Figures): Figures => new Map([...given].filter(([, figure]) => figure > 0));

/** The highest figures of each zone. */
function topOfZones(given: Figures, length: number): Figures {
  const zones = new Map<string, [string, number][]>();
  for (const [key, figure] of given) {
    const { zone = "" } = labelsIn(key);
    const rows = zones.get(zone) ?? [];
    rows.push([key, figure]);
    zones.set(zone, rows);
  }
  return new Map([...zones.values()].flatMap((rows) => [...topN(new Map(rows), length)]));
}

const only = (given: Figures, chosen: Figures): Figures => new Map([...given].filter(([key]) => chosen.has(key)));

/** The evaluation at the end of the range, which is the end of the simulation. */
const throughout = (moment: Evaluation): Evaluation => ({ ...moment, at: moment.simulation.end, window: moment.range });

const identifiedBytes = (moment: Evaluation) => {
  const all = clientBytes(moment, "both");
  return { ...all, where: (request: HttpRequest) => all.where(request) && !isFolded(request), by: byClient };
};

const topClients = (moment: Evaluation, length: number): Figures =>
  topOfZones(positive(increase(inRange(moment, identifiedBytes(moment)))), length);

const byService = {
  zone: ({ zone }: HttpRequest) => zone,
  service: ({ service }: HttpRequest) => service,
};

/** Metrics of services' traffic carry no client. */
const serviceBytes = (moment: Evaluation) => ({
  ...requests(moment),
  where: ({ zone, service }: HttpRequest) => moment.selected.zone(zone) && moment.selected.service(service),
  amount: bytes.both,
  by: byService,
});

const topServices = (moment: Evaluation, length: number): Figures =>
  topOfZones(positive(increase(inRange(moment, serviceBytes(moment)))), length);

const deviceTypes = ["folded", "server", "desktop", "mobile", "tv", "iot", "network", "other"];

const devices: Expectation = (moment) =>
  exactly(
    figures(
      rowsAt(moment, "client_zone_mapping", moment.at).flatMap(
        ([{ client_ip = "", zone_name: zone = "", device_category = "" }]) =>
          chosenClient(moment)({ zone, client: client_ip })
            ? [
                [
                  { zone, client_ip },
                  isFolded({ client: client_ip }) ? 0 : deviceTypes.indexOf(device_category),
                ] as const,
              ]
            : [],
      ),
    ),
  );

/** The zone of each client in the mapping; of several selected zones the one with most queries. */
export function zoneOfClients(moment: Evaluation): ReadonlyMap<string, string> {
  const acts = count({ events: clientEvents(moment.simulation), by: byClient, at: moment.at, window: moment.window });
  const best = new Map<string, { readonly zone: string; readonly asks: number }>();
  for (const [{ client_ip = "", zone_name: zone = "" }] of rowsAt(moment, "client_zone_mapping", moment.at)) {
    const asks = acts.get(canonical({ zone, client_ip })) ?? 0;
    const known = best.get(client_ip);
    if (moment.selected.zone(zone) && (known === undefined || asks > known.asks)) best.set(client_ip, { zone, asks });
  }
  return new Map([...best].map(([client, { zone }]) => [client, zone]));
}

/** The names of these clients: the title that the sources know, or else the address. */
const named = ({ series, at }: Evaluation, clients: Figures): Figures => {
  const titles = new Map(
    [...gaugeAt(series, "homelab_entity_info", { at, by: ["name", "title"], fold: "group", where: isClient }).keys()]
      .map(labelsIn)
      .map(({ name = "", title = "" }) => [name, title] as const),
  );
  return figures(
    [...clients].map(([key, figure]) => {
      const labels = labelsIn(key);
      const { client_ip: address = "" } = labels;
      const title = isFolded({ client: address }) ? "others" : (titles.get(address) ?? address);
      return [{ ...labels, address, title }, figure] as const;
    }),
  );
};

const isClient = ({ kind }: Labels) => kind === "client";

/** Clients with a series of the mapping in the range. */
const knownInRange = (moment: Evaluation): Figures => {
  const { series, at, range } = moment;
  return figures(
    series.flatMap(({ name, labels: { zone_name: zone = "", client_ip = "" }, times }) => {
      const isSeen = times.some((time) => at - range <= time && time <= at);
      const isKnown = name === "client_zone_mapping" && isSeen && chosenClient(moment)({ zone, client: client_ip });
      return isKnown ? [[{ zone, client_ip }, 1] as const] : [];
    }),
  );
};

/** Milliseconds of the first or last step of the range at which a client had sent something since the one before. */
const seen =
  (which: "first" | "last"): Expectation =>
  (moment) => {
    const { at, range, step, simulation } = moment;
    const steps: number[] = [];
    for (let time = Math.ceil((at - range) / step) * step; time <= at; time += step) steps.push(time);
    const found = new Map<string, number>();
    for (const time of which === "first" ? steps.toReversed() : steps) {
      const acts = count({
        events: clientEvents(simulation),
        where: chosenActs(moment),
        by: byClient,
        at: time,
        window: moment.window,
      });
      for (const [key, number] of acts) if (number > 0) found.set(key, 1000 * time);
    }
    return exactly(found);
  };

const chosenActs = (moment: Evaluation) => (act: ClientEvent) => chosenClient(moment)(act);

/** Panels about clients, with lists of this length. */
export const clients = (length: number): Expectations => ({
  "active-clients-now/A": (moment) => {
    const acts = between(clientEvents(moment.simulation), moment.at - moment.window, moment.at);
    const active = new Set(acts.filter((act) => chosenActs(moment)(act) && !isFolded(act)).map(({ client }) => client));
    return exactly(active.size === 0 ? new Map() : figures([[{}, active.size]]));
  },
  "client-table/A": devices,
  "client-table/B": seen("first"),
  "client-table/C": seen("last"),
  "client-table/D": (moment) =>
    exactly(
      numberOf(
        between(moment.simulation.requests, moment.at - moment.range, moment.at).filter(chosenUse(moment)),
        labelsOfClient,
        ({ service }) => service,
      ),
    ),
  "client-table/E": (moment) => exactly(increase({ ...inRange(moment, requests(moment)), by: byClient })),
  "client-table/F": (moment) => exactly(increase({ ...inRange(moment, queries(moment)), by: byClient })),
  "client-table/G": (moment) => exactly(increase({ ...inRange(moment, clientBytes(moment, "both")), by: byClient })),
  "client-table/H": (moment) =>
    exactly(share({ ...inRange(moment, queries(moment)), by: byClient, part: ({ blocked }) => blocked, fewest: 10 })),
  "client-table/I": (moment) =>
    exactly(
      numberOf(
        between(moment.simulation.queries, moment.at - moment.range, moment.at).filter(
          (query) => chosenClient(moment)(query) && query.domain !== "other",
        ),
        labelsOfClient,
        ({ domain }: DnsQuery) => domain,
      ),
    ),
  "client-table/K": (moment) => exactly(named(moment, knownInRange(moment))),
  "client-table/J": (moment) =>
    exactly(
      gaugeAt(moment.series, "adguard_client_behavior_score", {
        at: moment.at,
        by: ["zone", "client_ip"],
        fold: "max",
        where: ({ zone = "", client_ip = "" }) => chosenClient(moment)({ zone, client: client_ip }),
      }),
    ),
  "activity-by-zone/A": (moment) =>
    exactly(
      rate({
        events: clientEvents(moment.simulation),
        where: chosenActs(moment),
        at: moment.at,
        window: moment.window,
        by: { zone: ({ zone }) => zone },
      }),
    ),
  "active-clients/A": (moment) => exactly(activeClients({ ...moment, window: 600 }, chosenActs(moment))),
  "top-clients/A": (moment) => exactly(topClients(moment, length)),
  "top-clients/C": (moment) => exactly(named(moment, topClients(moment, length))),
  "top-clients/trend": (moment) => exactly(only(rate(identifiedBytes(moment)), topClients(throughout(moment), length))),
  "top-services/trend": (moment) => exactly(only(rate(serviceBytes(moment)), topServices(throughout(moment), length))),
  "top-clients/B": (moment) => {
    const all = increase({
      ...inRange(moment, clientBytes(moment, "both")),
      where: ({ zone }) => moment.selected.zone(zone),
      by: { zone: ({ zone }) => zone },
    });
    return exactly(
      new Map(
        [...topClients(moment, length)].map(([key, figure]) => {
          const { zone = "" } = labelsIn(key);
          return [key, figure / (all.get(canonical({ zone })) ?? NaN)];
        }),
      ),
    );
  },
  "top-services/A": (moment) => exactly(topServices(moment, length)),
  "top-services/B": (moment) =>
    exactly(only(increase({ ...inRange(moment, requests(moment)), by: byService }), topServices(moment, length))),
  "service-use/D": (moment) => exactly(named(moment, increase({ ...inRange(moment, requests(moment)), by: byClient }))),
  "service-use/A": (moment) =>
    exactly(increase({ ...inRange(moment, requests(moment)), by: { ...byClient, service: ({ service }) => service } })),
  "service-use/B": (moment) =>
    exactly(
      increase({
        ...requests(moment),
        window: 60,
        by: { ...byClient, service: ({ service }) => service },
        where: answeredUse(moment),
        amount: ({ time, duration }) => Math.min(duration, time - (moment.at - 60)) / 60,
      }),
    ),
  "service-use/C": (moment) =>
    exactly(numberOf(moment.simulation.requests.filter(answeredUse(moment)), labelsOfUse, ({ backend }) => backend)),
});
