/** Lifetime and renewal of certificates. */
import { tlsEndpoints, type Lab } from "../lab/index.js";
import {
  add,
  and,
  atLeast,
  copyLabel,
  divide,
  equal,
  greater,
  group,
  interval,
  labelReplace,
  max,
  multiply,
  noneOf,
  not,
  or,
  setLabel,
  subtract,
  time,
  unless,
  type Condition,
  type Duration,
  type InstantVector,
} from "../promql/index.js";
import { union } from "./labels.js";
import { highestOf, recorded } from "./metric-queries.js";
import { emptyText, query, type GaugeQuery, type Query } from "./query.js";
import { withOffset, unfiltered, type Filter, type Scope } from "./scope.js";

/** `name` is the common name, or the first alternative name of a certificate without one. */
type Certificate = "host" | "name" | "sans";
export type CertificateLab = Pick<Lab, "services" | "infrastructure" | "rules">;

/**
 * Shares of the lifetime that are left. Most clients of authorities renew at a third, Traefik at 30 % of six days and at
 * 22 % of 45: below 20 % a renewal is overdue, below 10 % half of the time to repair it is over.
 */
export const lifetimeBounds = { degraded: 0.2, unhealthy: 0.1 } as const;

/** The same in days, for certificates whose beginning is unknown. */
export const daysLeftBounds = { degraded: 21, unhealthy: 7 } as const;

const secondsPerDay = 86_400;

/** The value of `host` for certificates that only Traefik's own metric names. */
const traefikItself = "Traefik";

/** The number of alternative names of a certificate that are compared with the names of others. */
const comparedNames = 5;

/** Replaces the label `name` by the common name, else by the first alternative name, where there is one. */
function nameByCertificate<L extends string>(rows: InstantVector<L | "cn" | "sans" | "name">) {
  const byAlternativeName = labelReplace(rows, { to: "name", value: "$1", from: "sans", pattern: "(?s)([^,]+).*" });
  return labelReplace(byAlternativeName, { to: "name", value: "$1", from: "cn", pattern: "(?s)(.+)" });
}

/**
 * Expiries of the certificates that the exporter's probe sees. While two exporters see different certificates of a host,
 * which happens after a renewal, the one that lasts longer counts.
 */
function probedExpiries(scope: Scope): InstantVector<"host" | "cn" | "sans"> {
  const seen = highestOf("tls_certificate_not_after", scope, ["host", "cn", "sans"]);
  return equal.groupLeft(["host"], seen, highestOf("tls_certificate_not_after", scope, ["host"]));
}

const named = (probed: InstantVector<"host" | "cn" | "sans">): InstantVector<Certificate> =>
  max.by(["host", "name", "sans"], nameByCertificate<"host">(copyLabel(probed, "name", "host")));

/** Expiries by Traefik's own metric, those of replaced certificates included: what a rule records. */
export const traefikExpiries = (scope: Scope): InstantVector<"cn" | "name" | "sans"> =>
  nameByCertificate<"cn">(setLabel(highestOf("traefik_tls_certs_not_after", scope, ["cn", "sans"]), "name", "no name"));

/** Expiries of what the probe sees: what a rule records, and what there is without rules. */
export const namedProbedExpiries = (scope: Scope): InstantVector<Certificate> => named(probedExpiries(scope));

/** The last expiry for each name, the common one and the alternative ones: what a rule records. */
export function traefikExpiriesByName(scope: Scope): InstantVector<"name"> {
  const all = recorded("cn_name_sans:traefik_certificate_expiry:max", scope);
  const ofAllNames = Array.from({ length: comparedNames }, (_, index) =>
    labelReplace(all, {
      to: "name",
      value: "$1",
      from: "sans",
      pattern: `(?s)(?:[^,]*,){${index}}([^,]+).*`,
    }),
  );
  return max.by(["name"], union<"cn" | "sans" | "name", "gauge">(all, ...ofAllNames));
}

/**
 * Expiries by Traefik's own metric, without what the probe sees: what a rule records. The metric still has the
 * certificates that Traefik has replaced since its start. A certificate is replaced if one that expires later has its
 * name, among others or alone.
 */
export function unprobedExpiries(scope: Scope, lab: CertificateLab): InstantVector<Certificate> {
  const inUse = atLeast.groupLeft(
    ["name"],
    recorded("cn_name_sans:traefik_certificate_expiry:max", scope),
    recorded("name:traefik_certificate_expiry:max", scope),
  );
  const endpoints = tlsEndpoints(lab);
  const others = endpoints.flatMap(({ host, isTraefik }) => (isTraefik ? [] : [host]));
  const probed = highestOf(expiryRecord, scope, ["host", "name"], { host: noneOf(traefikItself, ...others) });
  const byHost = labelReplace(probed, { to: "name", value: "$1", from: "host", pattern: "(.+?)(:[0-9]+)?" });
  const unprobed =
    others.length === endpoints.length
      ? inUse
      : unless.on(["name"], inUse, group.by(["name"], union<"host" | "name", "gauge">(probed, byHost)));
  return setLabel(max.by(["name", "sans"], unprobed), "host", traefikItself);
}

/** Lifetimes of what the probe sees: what a rule records. */
export const namedLifetimes = (scope: Scope): InstantVector<Certificate> =>
  named(and(lifetimes(scope), probedExpiries(scope)));

const lifetimes = (scope: Scope): InstantVector<"host" | "cn" | "sans"> =>
  greater(
    subtract(
      highestOf("tls_certificate_not_after", scope, ["host", "cn", "sans"]),
      highestOf("tls_certificate_not_before", scope, ["host", "cn", "sans"]),
    ),
    0,
  );

const expiryRecord = "host_name_sans:certificate_expiry:max";

/** Expiry of every certificate, in seconds since 1970. Without rules of those alone that the probe sees. */
const expiries = (scope: Scope, { rules }: CertificateLab): InstantVector<Certificate> =>
  rules ? recorded(expiryRecord, scope) : namedProbedExpiries(scope);

export const certificateExpiry = (scope: Scope<Filter>, lab: CertificateLab): Query<Certificate> =>
  query(
    { unit: "unix milliseconds", meaning: "The moment at which a certificate expires" },
    multiply.scalar(expiries(unfiltered(scope), lab), 1000),
  );

const secondsLeft = <L extends string>(expiry: InstantVector<L>): InstantVector<L> => subtract.scalar(expiry, time());

/** Below 0 the certificate has expired. */
export const daysLeft = (scope: Scope<Filter>, lab: CertificateLab): GaugeQuery<Certificate> =>
  query(
    {
      unit: "days",
      meaning:
        "Days until a certificate expires, for those of Traefik, AdGuard Home, Prometheus, Grafana and the exporters",
    },
    divide.scalar(secondsLeft(expiries(unfiltered(scope), lab)), secondsPerDay),
  );

/** Absent where the beginning is unknown, as for Traefik's own metric. Below 0 the certificate has expired. */
export const lifetimeLeft = (scope: Scope<Filter>, { rules }: CertificateLab): GaugeQuery<Certificate> => {
  const all = unfiltered(scope);
  const left = rules
    ? divide(secondsLeft(recorded(expiryRecord, all)), recorded("host_name_sans:certificate_lifetime:max", all))
    : named(divide(secondsLeft(probedExpiries(all)), lifetimes(all)));
  return query(
    {
      unit: "share",
      meaning: "Share of a certificate's lifetime that is left, where the exporter's probe sees the certificate",
      noValue: emptyText.noneKnown,
    },
    left,
  );
};

/** 2 from the upper bound on, 1 from the lower one on, 0 below. */
const healthOf = (
  left: InstantVector<Certificate>,
  { degraded, unhealthy }: { readonly degraded: number; readonly unhealthy: number },
): InstantVector<Certificate> => add(atLeast.bool(left, degraded), atLeast.bool(left, unhealthy));

/** By the share of the lifetime left; by days where the beginning is unknown, which rules alone record. */
export const certificateHealth = (scope: Scope<Filter>, lab: CertificateLab): Query<Certificate> => {
  const byLifetime = healthOf(lifetimeLeft(scope, lab).expression, lifetimeBounds);
  return query(
    {
      unit: "health",
      meaning:
        "Health of each certificate: degraded below 20 % of its lifetime, unhealthy below 10 %; below 21 and 7 days where its beginning is unknown",
    },
    lab.rules
      ? or<Certificate, "gauge", "gauge">(byLifetime, healthOf(daysLeft(scope, lab).expression, daysLeftBounds))
      : byLifetime,
  );
};

/** Days by which a certificate's expiry moved within this time; only where it moved forward. */
const gained = (scope: Scope<Filter>, lab: CertificateLab, ago: Duration): InstantVector<Certificate> => {
  const now = unfiltered(scope);
  const then = withOffset(now, ago);
  // Not by all labels: a renewal may add names.
  const seconds = lab.rules
    ? union<Certificate, "gauge">(moved(now, then, "host", not(traefikItself)), moved(now, then, "name", traefikItself))
    : named(
        subtract.groupLeft(["host"], [], probedExpiries(now), highestOf("tls_certificate_not_after", then, ["host"])),
      );
  return greater(divide.scalar(seconds, secondsPerDay), 0);
};

/** The difference between two times, of certificates with the same value of a label. */
function moved(now: Scope, then: Scope, by: "host" | "name", host: Condition): InstantVector<Certificate> {
  const all = ["host", "name", "sans"] as const;
  return subtract.groupLeft(
    [by],
    [],
    highestOf(expiryRecord, now, all, { host }),
    highestOf(expiryRecord, then, [by], { host }),
  );
}

const renewalMeaning = {
  unit: "days",
  meaning: "Days by which a renewal moved a certificate's expiry",
  noValue: emptyText.noneInRange,
} as const;

/** Renewals between two points of the panel. */
export const renewals = (scope: Scope<Filter>, lab: CertificateLab): Query<Certificate> =>
  query(renewalMeaning, gained(scope, lab, interval));

/** Renewals within the window of the scope, for annotations: a fixed one misses what is between two distant points. */
export const renewalNow = (scope: Scope<Filter>, lab: CertificateLab): Query<Certificate> =>
  query(renewalMeaning, gained(scope, lab, scope.window));
