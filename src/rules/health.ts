/** The health of everything: events and failures first, from them and from other reasons judgements, and the worst of these. */
import type { Lab } from "../lab/index.js";
import { copyLabel, max, min, noneOf, or, not, type InstantVector, type NonCounter } from "../promql/index.js";
import {
  dnsEvidence,
  evidence,
  healthByEvidence,
  highestOf,
  jobHealth,
  judgedEvents,
  judgedFailures,
  lowestInWindow,
  probeHealth,
  recordedEvidence,
  requestEvidence,
  resolverEvidence,
  serversHealth,
  withWindow,
  zoneEvidence,
  type Evidence,
  type Scope,
} from "../queries/index.js";
import { healthTests } from "./health-tests.js";
import { recording, type NamedRules, type RecordingRule } from "./model.js";

const name = "health";
const judgement = "kind_name_by:health:now";
const worstJudgement = "kind_name_by:health:worst5m";
const health = "kind_name:health:worst5m";

/** What `healthOfAll` and `servicesInState` read. Each rule reads what those above it have recorded. */
export const healthRules = (lab: Lab): NamedRules => {
  const scope: Scope = { filters: [], window: "2m", shift: {}, sources: lab.sources };
  const rules = [
    ...evidence.windows.flatMap((window) => countRules(scope, window, lab)),
    recording("kind_name:events:judged", judgedEvents(scope)),
    recording("kind_name:failures:judged", judgedFailures(scope)),
    ...judgementRules(scope, lab),
    recording(worstJudgement, lowestInWindow(judgement, withWindow(scope, evidence.hold), ["kind", "name", "by"])),
    worst(scope, lab),
  ];
  return { name, rules: { groups: [{ name, interval: "30s", rules }] }, tests: healthTests(name, health, lab) };
};

const byName = <L extends string>(from: NoInfer<L>, figures: InstantVector<L, NonCounter>) =>
  max.by(["name"], copyLabel(figures, "name", from));

/** The events and failures of each entity within a window. */
function countRules(unlimited: Scope, window: "10m" | "1h", lab: Lab): readonly RecordingRule[] {
  const scope = withWindow(unlimited, window);
  const [events, failures] = [`kind_name:events:count${window}`, `kind_name:failures:count${window}`];
  const of = <L extends string>(kind: string, from: NoInfer<L>, counted: Evidence<L>) => [
    recording(events, byName<L>(from, counted.events), { kind }),
    recording(failures, byName<L>(from, counted.failures), { kind }),
  ];
  const queries = dnsEvidence(scope);
  return [
    ...of("service", "service", requestEvidence(scope, lab)),
    ...of("resolver", "upstream", resolverEvidence(scope)),
    ...of("zone", "source_zone", zoneEvidence(scope)),
    ...lab.infrastructure
      .filter((part) => part.kind === "dns")
      .flatMap((part) => [
        recording(events, queries.events, { kind: "infrastructure", name: part.name }),
        recording(failures, queries.failures, { kind: "infrastructure", name: part.name }),
      ]),
  ];
}

function judgementRules(scope: Scope, lab: Lab): readonly RecordingRule[] {
  return [
    recording(judgement, healthByEvidence(recordedEvidence(scope)), { by: "failures" }),
    recording(judgement, byName("service", serversHealth(scope, lab)), { kind: "service", by: "servers" }),
    ...lab.infrastructure.flatMap((part) => partRules(scope, part)),
  ];
}

/** AdGuard Home by scrapes and probes besides its answers; another part by its scrapes, else as the service that it is. */
function partRules(scope: Scope, part: Lab["infrastructure"][number]): readonly RecordingRule[] {
  const labels = { kind: "infrastructure", name: part.name } as const;
  const { job, service } = part;
  const scrapes = job === undefined ? [] : [recording(judgement, jobHealth(scope, job), { ...labels, by: "scrapes" })];
  if (part.kind === "dns")
    return [...scrapes, recording(judgement, probeHealth(scope, part.name), { ...labels, by: "probes" })];
  if (job !== undefined || service === undefined) return scrapes;
  return [recording(judgement, highestOf(judgement, scope, ["by"], { kind: "service", name: service }), labels)];
}

/** A service that is infrastructure is listed as that alone. */
function worst(scope: Scope, { infrastructure }: Lab): RecordingRule {
  const [first, ...others] = infrastructure.flatMap(({ service }) => service ?? []);
  const all = ["kind", "name", "by"] as const;
  const judgements =
    first === undefined
      ? highestOf(worstJudgement, scope, all)
      : or(
          highestOf(worstJudgement, scope, all, { kind: not("service") }),
          highestOf(worstJudgement, scope, all, { kind: "service", name: noneOf(first, ...others) }),
        );
  return recording(health, min.by(["kind", "name"], judgements));
}
