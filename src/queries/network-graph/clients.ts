/** Clients in their zones: activity, last seen. */
import {
  copyLabel,
  greater,
  maxOverTime,
  multiply,
  or,
  setLabel,
  subquery,
  subtract,
  sumSeries,
  time,
  timestamp,
  topk,
  type InstantVector,
} from "../../promql/index.js";
import { clientQueries, clientRequests } from "../clients.js";
import { present, recorded } from "../metric-queries.js";
import { query, type GaugeQuery, type Query } from "../query.js";
import { onlyFilters, unfiltered, withWindow, type Filter, type Scope } from "../scope.js";

type Client = "zone" | "client_ip";
type TitledClient = Client | (typeof clientTexts)[number];

const client = ["zone", "client_ip"] as const;

/**
 * Requests and queries per second of each client over two minutes, as the recording rule has them. Its series carry the
 * labels {@link clientTexts}, too.
 */
export const clientActivity = (scope: Scope<Filter>): GaugeQuery<Client> => {
  const { node } = recorded("zone_client_ip:connections:rate2m", onlyFilters(scope, "zone", "client"));
  return query(
    { unit: "connections per second", meaning: "Requests and queries of a client, over two minutes" },
    { kind: "instant vector", node, labels: client },
  );
};

/** The texts of clients: the title, the kind of device, and the title of the zone. */
export const clientTexts = ["title", "type", "zone_title"] as const;

/** The activity of clients in three steps, as rules record it: each step after the first reads what the one before has. */
export const activitySteps = (scope: Scope<Filter>) => ({
  "zone_client_ip:connections:sum_rate2m": countedActivity(scope),
  "zone_client_ip_title_type:connections:sum_rate2m": namedActivity(unfiltered(scope)),
  "zone_client_ip:connections:rate2m": placedActivity(unfiltered(scope)),
});

function countedActivity(scope: Scope<Filter>): InstantVector<Client> {
  const clients = withWindow(onlyFilters(scope, "zone", "client"), "2m");
  return sumSeries(client, clientRequests(clients).expression, clientQueries(clients).expression);
}

/** With title and kind of device. A client without a title has its address, one of unknown kind none. */
function namedActivity(all: Scope): InstantVector<Client | "title" | "type"> {
  const counted = recorded("zone_client_ip:connections:sum_rate2m", all);
  const titles = copyLabel(
    present("homelab_entity_info", all, ["name", "title"], { kind: "client" }),
    "client_ip",
    "name",
  );
  const devices = copyLabel(
    present("client_zone_mapping", all, ["client_ip", "device_category"]),
    "type",
    "device_category",
  );
  const titled = or.on<Client | "title", "gauge", "gauge">(
    client,
    multiply.groupLeft(["client_ip"], ["title"], counted, topk.by(["client_ip"], 1, titles)),
    copyLabel(counted, "title", "client_ip"),
  );
  const known = multiply.groupLeft(["client_ip"], ["type"], titled, topk.by(["client_ip"], 1, devices));
  return or.on<Client | "title" | "type", "gauge", "gauge">(client, known, setLabel(titled, "type", ""));
}

/** With the title of the zone, or else its name. */
function placedActivity(all: Scope): InstantVector<TitledClient> {
  const named = recorded("zone_client_ip_title_type:connections:sum_rate2m", all);
  const zones = copyLabel(zoneTitles(all), "zone_title", "title");
  return or.on<TitledClient, "gauge", "gauge">(
    client,
    multiply.groupLeft(["zone"], ["zone_title"], named, topk.by(["zone"], 1, zones)),
    copyLabel(named, "zone_title", "zone"),
  );
}

/** The zones of the lab with their titles. */
const zoneTitles = (all: Scope): InstantVector<"zone" | "title" | "name", "info"> =>
  copyLabel(present("homelab_topology_info", all, ["name", "title"], { kind: "zone" }), "zone", "name");

/** Seconds since the last minute in which each client sent requests or queries. */
export const clientLastSeen = (scope: Scope<Filter>): Query<Client> => {
  const active = greater(clientActivity(scope).expression, 0);
  return query(
    { unit: "seconds", meaning: "Time since the last request or query" },
    subtract.fromScalar(time(), maxOverTime(subquery(timestamp(active), scope.window, "1m"))),
  );
};
