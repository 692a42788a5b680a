/** Panels about certificates: days left, renewals. */
import { series, table, thresholdSteps } from "../grafana/index.js";
import { certificateExpiry, daysLeft, renewals, type Filter, type Scope } from "../queries/index.js";
import { colors } from "./tokens.js";

/** Table of all certificates with days left and date of expiry, the next to expire first; follows no filter. */
export const certificateTable = (scope: Scope<Filter>) =>
  table("Certificates", {
    rows: ["cn", "sans", "host"],
    labels: { cn: "Name", sans: "Other names", host: "Served by" },
    columns: {
      "Days left": {
        query: daysLeft(scope),
        decimals: 0,
        thresholds: thresholdSteps(colors.bad, [7, colors.warning], [21, colors.good]),
        cell: "colored background",
      },
      Expires: { query: certificateExpiry(scope) },
    },
    sort: { column: "Days left" },
  })
    .about({
      normal: "more than 21 days left",
      otherwise: "below 7 days the renewal has failed: look at your certificate authority",
    })
    .span(14);

/** Bars of the days by which a renewal moved each certificate's expiry; follows no filter. */
export const renewalSeries = (scope: Scope<Filter>) =>
  series("Renewals", renewals(scope), "{cn} {host}")
    .about({
      note: "Choose a range of weeks to see the rhythm",
      normal: "a bar at each renewal",
      otherwise: "a certificate without any bar in months is not renewed: look at “Days left over time”",
    })
    .bars();

/** Days until each certificate expires, over time, with lines at 7 and 21 days; follows no filter. */
export const daysLeftSeries = (scope: Scope<Filter>) =>
  series("Days left over time", daysLeft(scope), "{cn} {host}")
    .about({
      normal: "each line falls by one a day and jumps at each renewal",
      otherwise: "a certificate whose line only falls is not renewed",
    })
    .thresholdLines(colors.bad, [7, colors.warning], [21, colors.good]);
