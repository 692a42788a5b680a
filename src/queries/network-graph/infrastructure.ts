/** Traffic, scrapes and dependencies of the parts of the infrastructure. */
import type { Lab } from "../../lab/index.js";
import {
  greater,
  labelJoin,
  min,
  multiply,
  not,
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
import { routedParts } from "./entities.js";
import type { Outcome } from "./services.js";
import { protocolRate } from "./zones.js";

type InfrastructureLab = Pick<Lab, "infrastructure">;
type Part = Lab["infrastructure"][number];

const namesOf = (lab: InfrastructureLab, kind: Part["kind"]) =>
  lab.infrastructure.filter((part) => part.kind === kind).map(({ name }) => name);

/** Requests per second that Traefik answers, or queries of AdGuard Home. */
export const infrastructureRate = (
  scope: Scope<Filter>,
  lab: InfrastructureLab,
  kind: "proxy" | "dns",
  outcome: Outcome = "all",
): Query<"name"> => {
  const { expression } =
    kind === "proxy"
      ? rateBy[outcome](onlyFilters(scope, "zone", "client"), [])
      : protocolRate(scope, "dns", [], outcome);
  return query(
    { unit: "connections per second", meaning: "Requests of Traefik, or queries of AdGuard Home" },
    rateOfEach(scope, expression, kind, namesOf(lab, kind)),
  );
};

/** The rate at each part of a kind: at the first by its name, at others by what the lab says of them. */
function rateOfEach(
  scope: Scope<Filter>,
  rate: InstantVector,
  kind: Part["kind"],
  [first, ...others]: readonly string[],
): InstantVector<"name"> {
  if (first === undefined) return setLabel(greater(vector(0), 0), "name", "");
  const atFirst = setLabel(rate, "name", first);
  if (others.length === 0) return atFirst;
  const parts = present("homelab_topology_info", unfiltered(scope), ["name"], { kind: "infrastructure", type: kind });
  return union<"name", "gauge">(atFirst, multiply.groupLeft([], [], parts, rate));
}

/** Requests per second to parts that Traefik routes to. */
export const routedRate = (scope: Scope<Filter>, outcome: Outcome = "all"): Query<"name"> => {
  const rates = rateBy[outcome](onlyFilters(scope, "zone", "client"), ["service"]).expression;
  return query(
    { unit: "connections per second", meaning: "Requests to a part of the infrastructure" },
    sum.by(["name"], multiply.groupLeft(["service"], ["name"], rates, routedParts(scope))),
  );
};

const rateBy = { all: requestRate, failed: failedRequestRate } as const;

/**
 * Whether Prometheus can scrape each part that names a job, other than this one: 1 where all of its targets are up,
 * else 0.
 */
export const scrapeState = (scope: Scope<Filter>, scraper: string): Query<"name"> => {
  const all = unfiltered(scope);
  const parts = { scrape_job: not(""), name: not(scraper) };
  const jobs = labelJoin(present("homelab_infrastructure_info", all, ["scrape_job", "name"], parts), "job", "", [
    "scrape_job",
  ]);
  return query(
    { unit: "boolean", meaning: "Whether Prometheus can scrape a part of the infrastructure" },
    min.by(["name"], multiply.groupRight(["job"], [], lowestOf("up", all, ["job"]), jobs)),
  );
};
