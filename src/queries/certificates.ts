/** Expiry and renewal of certificates. */
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
import { emptyText, query, type Query } from "./query.js";
import { withOffset, unfiltered, type Filter, type Scope } from "./scope.js";

type Certificate = "host" | "cn" | "sans";

const secondsPerDay = 86_400;

/**
 * Expiry of every certificate, in seconds since 1970. Traefik's metric has no host and still names certificates that
 * Traefik has replaced since its start: the latest expiry of a name is the one in use.
 */
function expiries(scope: Scope): InstantVector<Certificate> {
  const traefik = setLabel(highestOf("traefik_tls_certs_not_after", scope, ["cn", "sans"]), "host", "Traefik");
  const others = highestOf("tls_certificate_not_after", scope, ["host", "cn", "sans"]);
  return or<Certificate, "gauge", "gauge">(traefik, others);
}

export const certificateExpiry = (scope: Scope<Filter>): Query<Certificate> =>
  query(
    { unit: "unix milliseconds", meaning: "The moment at which a certificate expires" },
    multiply.scalar(expiries(unfiltered(scope)), 1000),
  );

/** Below 0 the certificate has expired. */
export const daysLeft = (scope: Scope<Filter>): Query<Certificate> =>
  query(
    {
      unit: "days",
      meaning:
        "Days until a certificate expires, for those of Traefik, AdGuard Home, Prometheus, Grafana and the exporters",
    },
    divide.scalar(subtract.scalar(expiries(unfiltered(scope)), time()), secondsPerDay),
  );

/** Days by which a certificate's expiry moved within this time; only where it moved forward. */
const gained = (scope: Scope<Filter>, ago: Duration): InstantVector<Certificate> => {
  const now = unfiltered(scope);
  const days = divide.scalar(subtract(expiries(now), expiries(withOffset(now, ago))), secondsPerDay);
  return greater(days, 0);
};

/** Renewals between two points of the panel. */
export const renewals = (scope: Scope<Filter>): Query<Certificate> =>
  query(
    { unit: "days", meaning: "Days by which a renewal moved a certificate's expiry", noValue: emptyText.noneInRange },
    gained(scope, interval),
  );

/** Renewals within the last five minutes, for annotations. */
export const renewalNow = (scope: Scope<Filter>): Query<Certificate> =>
  query(
    { unit: "days", meaning: "Days by which a renewal moved a certificate's expiry", noValue: emptyText.noneInRange },
    gained(scope, "5m"),
  );
