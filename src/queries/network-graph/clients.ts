/** Clients in their zones: activity, rates, last seen, devices. */
import {
  copyLabel,
  greater,
  group,
  maxOverTime,
  subquery,
  subtract,
  sum,
  sumSeries,
  time,
  timestamp,
  type InstantVector,
} from "../../promql/index.js";
import { clientQueries, clientRequests } from "../clients.js";
import { union } from "../labels.js";
import { increaseOf, present } from "../metric-queries.js";
import { query, type Query } from "../query.js";
import { onlyFilters, withWindow, type Filter, type Scope } from "../scope.js";

type Client = "zone" | "client_ip";

const client = ["zone", "client_ip"] as const;

/**
 * Queries of each client in the scope's window; requests of a client without queries. Its value ranks clients, and its
 * series are the members; {@link clientRate} is the figure to show.
 */
export const clientIncrease = (scope: Scope<Filter>): Query<Client> => {
  const clients = onlyFilters(scope, "zone", "client");
  const queries = increaseOf("adguard_client_requests_total", clients, ["network_zone", "client_ip"]);
  const requests = increaseOf("traefik_requests_total", clients, ["client_zone", "client_ip"]);
  return query(
    { unit: "requests", meaning: "Queries or requests in the range" },
    // Each side is compared with 0 by itself: a client without new queries may still send requests.
    union(
      greater(sum.by(client, copyLabel(queries, "zone", "network_zone")), 0),
      greater(sum.by(client, copyLabel(requests, "zone", "client_zone")), 0),
    ),
  );
};

/** Requests and queries per second of each client. */
export const clientRate = (scope: Scope<Filter>): Query<Client> => {
  const clients = onlyFilters(scope, "zone", "client");
  return query(
    { unit: "connections per second", meaning: "Requests and queries of a client" },
    sumSeries(client, clientRequests(clients).expression, clientQueries(clients).expression),
  );
};

/** Seconds since the last request or query of each client, to five minutes. */
export const clientLastSeen = (scope: Scope<Filter>): Query<Client> =>
  query(
    { unit: "seconds", meaning: "Time since the last request or query" },
    subtract.fromScalar(
      time(),
      maxOverTime(subquery(timestamp(clientIncrease(withWindow(scope, "5m")).expression), scope.window, "5m")),
    ),
  );

/** The kind of device of each client, in the label `device`. */
export const clientDevices = (
  scope: Scope<Filter>,
): { readonly expression: InstantVector<Client | "device", "info"> } => {
  const labels = ["zone_name", "client_ip", "device_category"] as const;
  const devices = present("client_zone_mapping", onlyFilters(scope, "zone", "client"), labels);
  return {
    expression: group.by(
      ["zone", "client_ip", "device"],
      copyLabel(copyLabel(devices, "zone", "zone_name"), "device", "device_category"),
    ),
  };
};
