import { dashboardScope, references, servicePerformance } from "homelab-dashboards/dashboards";
import { dataLink, series, target } from "homelab-dashboards/grafana";
import { services } from "homelab-dashboards/panels";
import { errorShare, requestRate } from "homelab-dashboards/queries";
import { lab } from "./lab.js";

const scope = dashboardScope(lab, "zone", "service");

/** A panel in place of the library's. A label in the legend or the link that the query lacks doesn't compile. */
const requests = series(
  "Requests by service and method",
  target(requestRate(scope, ["service", "method"]), "{service} {method}"),
)
  .description("Requests per second by service and method, from traefik_requests_total.")
  .unit("reqps")
  .stacked()
  .link(dataLink({ title: "This service", to: references(lab).zones, set: { service: "service" } }));

const errorsByZone = series("Errors by zone", target(errorShare(scope, ["client_zone"]), "{client_zone}"))
  .description("Share of requests answered with a server error, by the zone that asked.")
  .unit("percentunit");

/** Service Performance with a panel replaced, a group dropped, and panels added. An unknown key doesn't compile. */
export const serviceDashboard = servicePerformance(lab)
  .replace("requests-by-service", requests)
  .drop("load-balancing-in-detail")
  .insert("errors-by-zone", errorsByZone, { after: "errors-by-service" })
  .insert("bytes", services.bytesByService(scope), { after: "requests-by-service" });
