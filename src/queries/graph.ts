/** Who talks to whom: the questions behind the graphs of the network. */
import type { Lab } from "../lab/index.js";
import {
  and,
  clampMax,
  copyLabel,
  dashboardRangeSeconds,
  escapeRegularExpression,
  greater,
  group,
  labelReplace,
  maxOverTime,
  multiply,
  noneOf,
  not,
  notMatching,
  oneOf,
  or,
  setLabel,
  subquery,
  subtract,
  sum,
  time,
  timestamp,
  unless,
  vector,
  type InstantVector,
} from "../promql/index.js";
import { highestOf, increaseOf, lowestOf, present, rateOf, sumOf } from "./metric-queries.js";
import { renameLabel, union } from "./labels.js";
import { query, type Query } from "./query.js";
import { unfiltered, onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";

/** A graph looks back over the range, but over no more than this many seconds: what it reads stays affordable. */
const longestLook = 21_600;

/** How far back a graph looks for clients and domains, in seconds: the range, at most 6 hours. */
export const graphWindow = (): InstantVector => clampMax(vector(dashboardRangeSeconds), longestLook);

const perSecond = { unit: "requests per second", meaning: "Requests and queries per second" } as const;

/** Adds up figures of several sources that carry the same labels. */
function together<L extends string>(labels: readonly L[], ...parts: readonly InstantVector<L>[]): InstantVector<L> {
  const [first, ...rest] = parts.map((part, index) => setLabel(part, "part", String(index)));
  if (first === undefined) throw new Error("nothing to add up");
  return sum.by<L | "part", "gauge", never, L>(labels, union<L | "part", "gauge">(first, ...rest));
}

const renamed = <const To extends string, From extends string>(
  to: To,
  from: From,
  figures: InstantVector<From>,
): InstantVector<To> => sum.by([to], copyLabel(figures, to, from));

// ── what everything does ───────────────────────────────────────────────────────────────────────────────────────────

/** Requests and queries per second that come from each zone. */
export const fromZones = (scope: Scope<Filter>): Query<"zone"> => {
  const zones = onlyFilters(scope, "zone");
  return query(
    perSecond,
    together(
      ["zone"],
      renamed("zone", "client_zone", rateOf("traefik_requests_total", zones, ["client_zone"])),
      renamed("zone", "network_zone", rateOf("adguard_client_requests_total", zones, ["network_zone"])),
    ),
  );
};

/** Requests and queries from each zone that ended in one of the states, per second. */
export const endedFromZones = (scope: Scope<Filter>, state?: "timeout"): Query<"zone"> =>
  query(
    { unit: "requests per second", meaning: "Requests and queries by how they ended" },
    renamed(
      "zone",
      "source_zone",
      rateOf(
        "zone_connections_total",
        onlyFilters(scope, "zone"),
        ["source_zone"],
        state === undefined ? {} : { state },
      ),
    ),
  );

/** Names of services that are parts of the infrastructure, each with the name of that part. */
const routedParts = (lab: Pick<Lab, "infrastructure">) =>
  lab.infrastructure.flatMap(({ name, service }) => (service === undefined ? [] : [{ name, service }]));

/** Requests per second to each service that is no part of the infrastructure, and, with a status, those that failed. */
export const toServices = (scope: Scope<Filter>, lab: Pick<Lab, "infrastructure">, failed = false): Query<"service"> =>
  query(
    perSecond,
    rateOf("traefik_requests_total", onlyFilters(scope, "zone", "client", "service"), ["service"], {
      service: noneOf(...routedParts(lab).map(({ service }) => service)),
      ...(failed ? { code: serverError } : {}),
    }),
  );

/** Requests in flight to each service that is no part of the infrastructure: the mean over the last minute. */
export const inFlightToServices = (scope: Scope<Filter>, lab: Pick<Lab, "infrastructure">): Query<"service"> =>
  query(
    { unit: "connections", meaning: "Requests in flight, mean of the last minute" },
    sumOf("traefik_service_connections_active", onlyFilters(scope, "zone", "service"), ["service"], {
      service: noneOf(...routedParts(lab).map(({ service }) => service)),
    }),
  );

const serverError = { operator: "=~", value: "5.." } as const;

/** Requests and queries per second of each part of the infrastructure: what Traefik, AdGuard and routed parts answer. */
export const toInfrastructure = (
  scope: Scope<Filter>,
  lab: Pick<Lab, "infrastructure">,
  failed = false,
): Query<"name"> => {
  const zones = onlyFilters(scope, "zone", "client");
  const code = failed ? { code: serverError } : {};
  const proxy = lab.infrastructure.filter(({ kind }) => kind === "proxy").map(({ name }) => name);
  const dns = lab.infrastructure.filter(({ kind }) => kind === "dns").map(({ name }) => name);
  const state = failed ? { state: "timeout" as const } : {};
  const parts: InstantVector<"name">[] = [
    ...proxy.map((name) => setLabel(rateOf("traefik_requests_total", zones, [], code), "name", name)),
    ...dns.map((name) =>
      setLabel(
        rateOf("zone_connections_total", onlyFilters(scope, "zone"), [], { service_type: "dns", ...state }),
        "name",
        name,
      ),
    ),
    ...routedRates(scope, lab, code),
  ];
  return query(perSecond, union<"name", "gauge">(...atLeastOne("name", parts)));
};

/** Requests per second to routed parts of the infrastructure, under the names of the parts. */
function routedRates(
  scope: Scope<Filter>,
  lab: Pick<Lab, "infrastructure">,
  code: { readonly code?: typeof serverError },
): InstantVector<"name">[] {
  const parts = routedParts(lab);
  if (parts.length === 0) return [];
  const rates = rateOf("traefik_requests_total", onlyFilters(scope, "zone", "client"), ["service"], {
    service: oneOf(...parts.map(({ service }) => service)),
    ...code,
  });
  const called = parts.reduce<InstantVector<"service" | "name">>(
    (done, { name, service }) =>
      labelReplace(done, {
        to: "name",
        value: name.replaceAll("$", "$$$$"),
        from: "service",
        pattern: escapeRegularExpression(service),
      }),
    setLabel(rates, "name", ""),
  );
  return [sum.by(["name"], called)];
}

/** Queries per second to each resolver, or those that failed. */
export const toResolvers = (scope: Scope<Filter>, failed = false): Query<"upstream"> =>
  query(
    perSecond,
    rateOf("adguard_upstream_queries_total", unfiltered(scope), ["upstream"], {
      upstream: noneOf("cache", "filter"),
      ...(failed ? { status: not("ok") } : {}),
    }),
  );

// ── clients ────────────────────────────────────────────────────────────────────────────────────────────────────────

type ClientInZone = "zone" | "client_ip";

/**
 * Clients that asked for something within the window of the scope, by how much: queries, or requests of those that sent
 * no queries. Good for an order, and for who is there; for figures ask {@link clientRate}.
 */
export const clientGrowth = (scope: Scope<Filter>): Query<ClientInZone> => {
  const clients = onlyFilters(scope, "zone", "client");
  const queries = increaseOf("adguard_client_requests_total", clients, ["network_zone", "client_ip"]);
  const requests = increaseOf("traefik_requests_total", clients, ["client_zone", "client_ip"]);
  return query(
    { unit: "requests", meaning: "Queries or requests in the range" },
    // Each side by itself: a client whose queries ended isn't gone while it sends requests.
    union(
      greater(sum.by(["zone", "client_ip"], copyLabel(queries, "zone", "network_zone")), 0),
      greater(sum.by(["zone", "client_ip"], copyLabel(requests, "zone", "client_zone")), 0),
    ),
  );
};

/** Requests and queries per second of each client, or those to one side: Traefik (http) or AdGuard Home (dns). */
export const clientRate = (scope: Scope<Filter>): Query<ClientInZone> => {
  const clients = onlyFilters(scope, "zone", "client");
  return query(
    perSecond,
    together(
      ["zone", "client_ip"],
      sum.by(
        ["zone", "client_ip"],
        copyLabel(rateOf("traefik_requests_total", clients, ["client_zone", "client_ip"]), "zone", "client_zone"),
      ),
      sum.by(
        ["zone", "client_ip"],
        copyLabel(
          rateOf("adguard_client_requests_total", clients, ["network_zone", "client_ip"]),
          "zone",
          "network_zone",
        ),
      ),
    ),
  );
};

/** Requests per second of each client to services, or those that failed. */
export const clientHttpRate = (scope: Scope<Filter>, failed = false): Query<ClientInZone> =>
  query(
    perSecond,
    sum.by(
      ["zone", "client_ip"],
      copyLabel(
        rateOf(
          "traefik_requests_total",
          onlyFilters(scope, "zone", "client"),
          ["client_zone", "client_ip"],
          failed ? { code: serverError } : {},
        ),
        "zone",
        "client_zone",
      ),
    ),
  );

/** Seconds since each client last asked for something, to five minutes. */
export const clientLastSeen = (scope: Scope<Filter>): Query<ClientInZone> =>
  query(
    { unit: "seconds", meaning: "Time since the last request or query" },
    subtract.fromScalar(
      time(),
      maxOverTime(subquery(timestamp(clientGrowth(withWindow(scope, "5m")).expression), scope.window, "5m")),
    ),
  );

/** The kind of device of each client. */
export const clientDevices = (
  scope: Scope<Filter>,
): { readonly expression: InstantVector<ClientInZone | "device", "info"> } => ({
  expression: group.by(
    ["zone", "client_ip", "device"],
    copyLabel(
      copyLabel(
        present("client_zone_mapping", onlyFilters(scope, "zone", "client"), [
          "zone_name",
          "client_ip",
          "device_category",
        ]),
        "zone",
        "zone_name",
      ),
      "device",
      "device_category",
    ),
  ),
});

// ── hops ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Requests per second from each zone to Traefik. */
export const zoneToProxy = (scope: Scope<Filter>): Query<"client_zone"> =>
  query(perSecond, rateOf("traefik_requests_total", onlyFilters(scope, "zone", "client"), ["client_zone"]));

/** Queries per second from each zone to AdGuard Home. */
export const zoneToDns = (scope: Scope<Filter>): Query<"network_zone"> =>
  query(perSecond, rateOf("adguard_client_requests_total", onlyFilters(scope, "zone", "client"), ["network_zone"]));

/** Mean time to the answer between zones, of one kind. */
export const latencyFromZones = (scope: Scope<Filter>, kind: "http" | "dns"): Query<"source_zone"> =>
  query(
    { unit: "seconds", meaning: "Mean time to the answer" },
    highestOf("network_path_latency", onlyFilters(scope, "zone"), ["source_zone"], { path_type: kind }),
  );

/** Requests (http) or queries (dns) from each zone by how they ended, per second. */
export const endedByKind = (scope: Scope<Filter>, kind: "http" | "dns", state?: "timeout"): Query<"source_zone"> =>
  query(
    { unit: "requests per second", meaning: "Requests or queries by how they ended" },
    rateOf("zone_connections_total", onlyFilters(scope, "zone"), ["source_zone"], {
      service_type: kind,
      ...(state === undefined ? {} : { state }),
    }),
  );

/** Share of each zone's capacity in use, the busier direction. */
export const bandwidthInUse = (scope: Scope<Filter>): Query<"zone"> =>
  query(
    { unit: "share", meaning: "Share of the zone's capacity in use" },
    highestOf("zone_bandwidth_utilization", onlyFilters(scope, "zone"), ["zone"]),
  );

/** Backends of their own: pairs of a service and a backend that isn't called like it. */
export const serviceToBackend = (scope: Scope<Filter>): Query<"service" | "backend"> => {
  const pairs = rateOf("traefik_requests_total", onlyFilters(scope, "zone", "client", "service"), [
    "service",
    "backend",
  ]);
  return query(perSecond, unless(pairs, samePairs(pairs)));
};

/** The pair of each service with a backend of its own name. */
function samePairs(pairs: InstantVector<"service" | "backend">): InstantVector<"service" | "backend"> {
  return copyLabel(sum.by(["service"], pairs), "backend", "service");
}

/** Requests per second from a plain service, which is its own backend, to each of its servers. */
export const serviceToServer = (scope: Scope<Filter>): Query<"backend" | "server"> => {
  const plain = plainBackends(scope);
  return query(perSecond, and.on(["backend"], balanced(scope), plain));
};

/** Requests per second from a backend of its own name to each of its servers. */
export const backendToServer = (scope: Scope<Filter>): Query<"backend" | "server"> => {
  const plain = plainBackends(scope);
  return query(perSecond, unless.on(["backend"], balanced(scope), plain));
};

const balanced = (scope: Scope<Filter>) =>
  rateOf("traefik_load_balancer_distribution", unfiltered(scope), ["backend", "server"]);

function plainBackends(scope: Scope<Filter>): InstantVector<"backend", "info"> {
  const pairs = present("traefik_service_connections_active", unfiltered(scope), ["service", "backend"]);
  const same = copyLabel(group.by(["service"], pairs), "backend", "service");
  return group.by(["backend"], and(pairs, same));
}

/** What prometheus scrapes: 1 for each part of the infrastructure with a job that is up, 0 where it is down. */
export const scrapes = (scope: Scope<Filter>, lab: Pick<Lab, "infrastructure">): Query<"name"> => {
  const all = unfiltered(scope);
  const parts = lab.infrastructure.flatMap(({ name, job }) =>
    job === undefined ? [] : [setLabel(lowestOf("up", all, [], { job }), "name", name)],
  );
  return query(
    { unit: "boolean", meaning: "Whether Prometheus can scrape it" },
    union<"name", "gauge">(...atLeastOne("name", parts)),
  );
};

/** Declared dependencies of services, on other services or on parts of the infrastructure. */
export const dependencies = (
  scope: Scope<Filter>,
  lab: Pick<Lab, "infrastructure">,
  on: "services" | "infrastructure",
): Query<"source_service" | "target_service"> => {
  const names = lab.infrastructure.map(({ name }) => name);
  return query(
    { unit: "boolean", meaning: "Declared dependencies" },
    multiply.scalar(
      present("service_dependency_graph", unfiltered(scope), ["source_service", "target_service"], {
        source_service: noneOf(...names),
        target_service: on === "services" ? noneOf(...names) : oneOf(...names),
      }),
      1,
    ),
  );
};

/** Queries of clients for domains within the window of the scope. */
export const clientToDomain = (scope: Scope<Filter>): Query<"zone" | "client_ip" | "domain"> =>
  query(
    { unit: "requests", meaning: "Queries in the range" },
    greater(
      increaseOf(
        "adguard_client_domain_frequency",
        onlyFilters(scope, "zone", "client", "domain"),
        ["zone", "client_ip", "domain"],
        {
          domain: notMatching("other|"),
        },
      ),
      0,
    ),
  );

/** Queries for each domain within the window of the scope. */
export const domainGrowth = (scope: Scope<Filter>): Query<"domain"> =>
  query(
    { unit: "requests", meaning: "Queries in the range" },
    greater(
      increaseOf("adguard_client_domain_frequency", onlyFilters(scope, "zone", "client", "domain"), ["domain"], {
        domain: notMatching("other|"),
      }),
      0,
    ),
  );

// ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────────

type EntityKind = "zone" | "service" | "infrastructure" | "client" | "resolver";

/** Titles of what the lab names, under the label by which the graph knows it. */
export const titlesOf = <const To extends string>(
  scope: Scope<Filter>,
  kind: EntityKind,
  to: To,
): { readonly expression: InstantVector<To | "title", "info"> } => ({
  expression: group.by<"name" | "title" | To, "info", never, To | "title">(
    [to, "title"],
    copyLabel(present("homelab_entity_info", unfiltered(scope), ["name", "title"], { kind }), to, "name"),
  ),
});

/** Zones of what the lab names. */
export const zonesOf = <const To extends string>(
  scope: Scope<Filter>,
  kind: EntityKind,
  to: To,
): { readonly expression: InstantVector<To | "of_zone", "info"> } => ({
  expression: group.by<"name" | "zone" | To | "of_zone", "info", never, To | "of_zone">(
    [to, "of_zone"],
    copyLabel(
      copyLabel(present("homelab_entity_info", unfiltered(scope), ["name", "zone"], { kind }), to, "name"),
      "of_zone",
      "zone",
    ),
  ),
});

/** How many characters of a query the names of one kind may take: about six names of ordinary length. */
const roomForNames = 420;

/**
 * What the lab names stands in the graph whether anything is measured or not: the first of these names in any case, as
 * many as a query has room for, and all of them where homelab_entity_info tells of them.
 */
export function namedByLab<const To extends string>(
  scope: Scope<Filter>,
  kind: EntityKind,
  label: To,
  names: readonly string[],
): { readonly expression: InstantVector<To, "gauge" | "info"> } {
  const known = renameLabel(label, "name", present("homelab_entity_info", unfiltered(scope), ["name"], { kind }));
  const certain = names.filter((_, index) => lengthOf(label, names.slice(0, index + 1)) <= roomForNames);
  const [first, ...rest] = certain.map((name) => setLabel(vector(1), label, name));
  return {
    expression: first === undefined ? known : or<To, "gauge", "info">(union<To, "gauge">(first, ...rest), known),
  };
}

/** About as many characters as a query needs to name these. */
function lengthOf(label: string, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + name.length + label.length + 45, 0);
}

/** The vectors, or, without any, one that finds nothing. */
function atLeastOne<L extends string>(
  label: L,
  parts: readonly InstantVector<L>[],
): [InstantVector<L>, ...InstantVector<L>[]] {
  const [first, ...rest] = parts;
  return [first ?? setLabel(greater(vector(0), 0), label, ""), ...rest];
}
