/** Panels about certificates: lifetime and days left, renewals. */
import { mapValues, renameByRegex, series, table } from "../grafana/index.js";
import {
  certificateExpiry,
  certificateHealth,
  daysLeft,
  lifetimeBounds,
  lifetimeLeft,
  renewals,
  type CertificateLab,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, healthWords } from "./tokens.js";

/** Whom the panels leave out. */
const listed = ({ rules }: CertificateLab) =>
  rules
    ? "A certificate that only Traefik's own metric names is served by “Traefik”; its beginning is unknown"
    : "Only certificates that the exporter's probe sees: the others are recorded by rules, and the lab says `rules: false`";

/** Table of all certificates with health, time left and date of expiry, the next to expire first; follows no filter. */
export const certificateTable = (scope: Scope<Filter>, lab: CertificateLab) =>
  table("Certificates", {
    rows: ["name", "sans", "host"],
    labels: { name: "Name", sans: { title: "All names", width: 125 }, host: { title: "Served by", width: 125 } },
    columns: {
      Health: {
        query: certificateHealth(scope, lab),
        mappings: [mapValues(healthWords)],
        cell: "colored text",
        width: 115,
      },
      "Lifetime left": { query: lifetimeLeft(scope, lab), decimals: 0, width: 100 },
      "Days left": { query: daysLeft(scope, lab), decimals: 1, width: 85 },
      Expires: { query: certificateExpiry(scope, lab), width: 165 },
    },
    sort: { column: "Days left" },
  })
    .about({
      note: listed(lab),
      normal: "healthy: a renewal comes with a third to a fifth of the lifetime left",
      otherwise: "below 20 % the renewal is overdue, and below 10 % it has failed: look at the log of what renews it",
    })
    .span(16);

/** A certificate whose server has its name is named once. */
const nameOnce = [renameByRegex("/^(.+) \\1$/", "$1")];

/** Share of each certificate's lifetime that is left, over time, with lines at 10 and 20 %; follows no filter. */
export const lifetimeLeftSeries = (scope: Scope<Filter>, lab: CertificateLab) =>
  series("Lifetime left over time", lifetimeLeft(scope, lab), "{name} {host}")
    .transformations(nameOnce)
    .about({
      normal: "each line falls to a third or a fifth and jumps to 100 % at each renewal",
      otherwise: "a certificate whose line falls below 20 % is not renewed",
    })
    .thresholdLines(colors.bad, [lifetimeBounds.unhealthy, colors.warning], [lifetimeBounds.degraded, colors.good])
    .span(8);

/** Days until each certificate expires, over time; follows no filter. */
export const daysLeftSeries = (scope: Scope<Filter>, lab: CertificateLab) =>
  series("Days left over time", daysLeft(scope, lab), "{name} {host}")
    .transformations(nameOnce)
    .about({
      note: "How many days are few depends on the lifetime: see “Health” in “Certificates”",
      normal: "each line falls by one a day and jumps at each renewal",
      otherwise: "a certificate whose line only falls is not renewed",
    })
    .span(8);

/** Bars of the days by which a renewal moved each certificate's expiry; follows no filter. */
export const renewalSeries = (scope: Scope<Filter>, lab: CertificateLab) =>
  series("Renewals", renewals(scope, lab), "{name} {host}")
    .transformations(nameOnce)
    .about({
      note: "Choose a range of weeks to see the rhythm",
      normal: "a bar at each renewal",
      otherwise: "a certificate without any bar in months is not renewed: look at “Lifetime left over time”",
    })
    .bars()
    .span(8);
