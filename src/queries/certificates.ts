/** Certificates: how long they last, and when they were renewed. */
import {
  divide,
  greater,
  interval,
  multiply,
  or,
  setLabel,
  subtract,
  time,
  type Duration,
  type InstantVector,
} from "../promql/index.js";
import { highestOf } from "./metric-queries.js";
import { query, type Query } from "./query.js";
import { withOffset, unfiltered, type Filter, type Scope } from "./scope.js";

type Certificate = "host" | "cn" | "sans";

const secondsPerDay = 86_400;

/**
 * Expiry of every certificate. Traefik's own come without a host, and with those that it replaced since its start: the
 * latest expiry per name is the one in use.
 */
function expiries(scope: Scope): InstantVector<Certificate> {
  const traefik = setLabel(highestOf("traefik_tls_certs_not_after", scope, ["cn", "sans"]), "host", "Traefik");
  const others = highestOf("tls_certificate_not_after", scope, ["host", "cn", "sans"]);
  return or<Certificate, "gauge", "gauge">(traefik, others);
}

/** When each certificate expires. */
export const certificateExpiry = (scope: Scope<Filter>): Query<Certificate> =>
  query(
    { unit: "unix milliseconds", meaning: "When a certificate expires" },
    multiply.scalar(expiries(unfiltered(scope)), 1000),
  );

/** Days until each certificate expires; below 0 it has. */
export const daysLeft = (scope: Scope<Filter>): Query<Certificate> =>
  query(
    { unit: "days", meaning: "Days until a certificate expires" },
    divide.scalar(subtract.scalar(expiries(unfiltered(scope)), time()), secondsPerDay),
  );

/** Days by which a certificate's expiry moved since this long ago; only where it moved forward. */
const gained = (scope: Scope<Filter>, ago: Duration): InstantVector<Certificate> => {
  const now = unfiltered(scope);
  const days = divide.scalar(subtract(expiries(now), expiries(withOffset(now, ago))), secondsPerDay);
  return greater(days, 0);
};

/** Renewals between two points of the panel: by how many days the expiry moved forward. */
export const renewals = (scope: Scope<Filter>): Query<Certificate> =>
  query({ unit: "days", meaning: "Days by which a renewal moved the expiry" }, gained(scope, interval));

/** Renewals within the last five minutes, for annotations. */
export const renewalNow = (scope: Scope<Filter>): Query<Certificate> =>
  query({ unit: "days", meaning: "Days by which a renewal moved the expiry" }, gained(scope, "5m"));
