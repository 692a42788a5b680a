/** Traffic, scrapes and dependencies of the parts of the infrastructure. */
import type { Lab } from "../../lab/index.js";
import {
  escapeRegularExpression,
  greater,
  labelReplace,
  multiply,
  noneOf,
  oneOf,
  setLabel,
  sum,
  vector,
  type InstantVector,
} from "../../promql/index.js";
import { union } from "../labels.js";
import { lowestOf, present } from "../metric-queries.js";
import { query, type Query } from "../query.js";
import { onlyFilters, unfiltered, type Filter, type Scope } from "../scope.js";
import { failedRequestRate, requestRate } from "../traefik.js";
import { routedParts, type Outcome } from "./services.js";
import { protocolRate } from "./zones.js";

type InfrastructureLab = Pick<Lab, "infrastructure">;
type Part = Lab["infrastructure"][number];

const namesOf = (lab: InfrastructureLab, kind: Part["kind"]) =>
  lab.infrastructure.filter((part) => part.kind === kind).map(({ name }) => name);

/** Requests and queries per second of each part: requests of Traefik, queries of AdGuard Home, requests of routed parts. */
export const infrastructureRate = (
  scope: Scope<Filter>,
  lab: InfrastructureLab,
  outcome: Outcome = "all",
): Query<"name"> => {
  const clients = onlyFilters(scope, "zone", "client");
  const rate = outcome === "all" ? requestRate : failedRequestRate;
  const requests = rate(clients, []).expression;
  const queries = protocolRate(scope, "dns", [], outcome).expression;
  const parts = [
    ...namesOf(lab, "proxy").map((name) => setLabel(requests, "name", name)),
    ...namesOf(lab, "dns").map((name) => setLabel(queries, "name", name)),
    ...routedRates(clients, lab, rate),
  ];
  return query(
    { unit: "connections per second", meaning: "Requests and queries of a part of the infrastructure" },
    union<"name", "gauge">(...atLeastOne("name", parts)),
  );
};

/** Requests per second to routed parts, with the name of the part in place of the service's. */
function routedRates(
  scope: Scope<Filter>,
  lab: InfrastructureLab,
  rate: typeof requestRate,
): readonly InstantVector<"name">[] {
  const parts = routedParts(lab);
  if (parts.length === 0) return [];
  const rates = rate(scope, ["service"], { service: oneOf(...parts.map(({ service }) => service)) }).expression;
  const named = parts.reduce<InstantVector<"service" | "name">>(
    (done, { name, service }) =>
      labelReplace(done, {
        to: "name",
        value: name.replaceAll("$", "$$$$"),
        from: "service",
        pattern: escapeRegularExpression(service),
      }),
    setLabel(rates, "name", ""),
  );
  return [sum.by(["name"], named)];
}

/** Whether Prometheus can scrape each part that names a job: 1 where all of its targets are up, else 0. */
export const scrapeState = (scope: Scope<Filter>, lab: InfrastructureLab): Query<"name"> => {
  const parts = lab.infrastructure.flatMap(({ name, job }) =>
    job === undefined ? [] : [setLabel(lowestOf("up", unfiltered(scope), [], { job }), "name", name)],
  );
  return query(
    { unit: "boolean", meaning: "Whether Prometheus can scrape a part of the infrastructure" },
    union<"name", "gauge">(...atLeastOne("name", parts)),
  );
};

/** Dependencies that services declare on other services, or on parts of the infrastructure. */
export const declaredDependencies = (
  scope: Scope<Filter>,
  lab: InfrastructureLab,
  target: "services" | "infrastructure",
): Query<"source_service" | "target_service"> => {
  const parts = lab.infrastructure.map(({ name }) => name);
  return query(
    { unit: "boolean", meaning: "Declared dependencies" },
    multiply.scalar(
      present("service_dependency_graph", unfiltered(scope), ["source_service", "target_service"], {
        source_service: noneOf(...parts),
        target_service: target === "services" ? noneOf(...parts) : oneOf(...parts),
      }),
      1,
    ),
  );
};

/** The vectors; without any, one that has no series. */
function atLeastOne<L extends string>(
  label: L,
  vectors: readonly InstantVector<L>[],
): [InstantVector<L>, ...InstantVector<L>[]] {
  const [first, ...rest] = vectors;
  return [first ?? setLabel(greater(vector(0), 0), label, ""), ...rest];
}
