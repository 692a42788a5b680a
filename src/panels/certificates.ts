/** Panels about certificates: days left, renewals. */
import { series, table, target, thresholdSteps } from "../grafana/index.js";
import { certificateExpiry, daysLeft, renewals, type Filter, type Scope } from "../queries/index.js";
import { colors, emptyText, unitOf, units } from "./tokens.js";


/** Every certificate with the days that it has left. From traefik_tls_certs_not_after and tls_certificate_not_after. */
export const certificateTable = (scope: Scope<Filter>) =>
  table("Certificates", {
    rows: ["cn", "sans", "host"],
    labels: { cn: "Name", sans: "Other names", host: "Served by" },
    columns: {
      "Days left": {
        query: daysLeft(scope),
        unit: units.days,
        decimals: 0,
        thresholds: thresholdSteps(colors.bad, [7, colors.warning], [21, colors.good]),
        cell: "colored background",
      },
      Expires: { query: certificateExpiry(scope), unit: units["unix milliseconds"] },
    },
    sort: { column: "Days left" },
  })
    .description(
      "Every certificate with the days until it expires, Traefik's own (traefik_tls_certs_not_after) and those of AdGuard Home, Prometheus, " +
        "Grafana and the exporters (tls_certificate_not_after). Normal: more than 21 days. Below 7 days the renewal has failed: look at your PKI.",
    )
    .span(14);

/** When certificates were renewed. */
export const renewalSeries = (scope: Scope<Filter>) => {
  const gained = renewals(scope);
  return series("Renewals", target(gained, "{cn} {host}"))
    .description(
      "By how many days the expiry of a certificate moved when it was renewed, from traefik_tls_certs_not_after and tls_certificate_not_after. " +
        "Normal: a point at each renewal. Choose a range of weeks to see the rhythm.",
    )
    .unit(unitOf(gained))
    .bars()
    .noValue(emptyText.noneHappened);
};

/** Days left over time: a line that falls, and jumps at each renewal. */
export const daysLeftSeries = (scope: Scope<Filter>) => {
  const left = daysLeft(scope);
  return series("Days left over time", target(left, "{cn} {host}"))
    .description(
      "Days until each certificate expires, over time, from traefik_tls_certs_not_after and tls_certificate_not_after. " +
        "Normal: a saw: it falls by one a day and jumps at each renewal. A line that only falls isn't renewed.",
    )
    .unit(unitOf(left))
    .thresholdLines(colors.bad, [7, colors.warning], [21, colors.good]);
};
