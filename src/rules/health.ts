/** The health of everything: shares of failures first, from them and from other reasons judgements, and the worst of these. */
import type { Lab } from "../lab/index.js";
import { copyLabel, max, min, noneOf, or, not, type InstantVector, type NonCounter } from "../promql/index.js";
import {
  dnsFailureShare,
  failureBounds,
  healthOf,
  highestOf,
  jobHealth,
  probeHealth,
  serversHealth,
  serviceFailureShare,
  upstreamFailureShare,
  zoneFailureShare,
  type Scope,
} from "../queries/index.js";
import { healthTests } from "./health-tests.js";
import { recording, type NamedRules, type RecordingRule } from "./model.js";

const name = "health";
const failures = "kind_name:failures:ratio_rate2m";
const judgement = "kind_name_by:health:rate2m";
const health = "kind_name:health:rate2m";

/** What `healthOfAll` and `servicesInState` read. Each rule reads what those above it have recorded. */
export const healthRules = (lab: Lab): NamedRules => {
  const scope: Scope = { filters: [], window: "2m", shift: {}, sources: lab.sources };
  const rules = [...failureRules(scope, lab), ...judgementRules(scope, lab), worst(scope, lab)];
  return { name, rules: { groups: [{ name, interval: "30s", rules }] }, tests: healthTests(name, health, lab) };
};

const byName = <L extends string>(from: NoInfer<L>, figures: InstantVector<L, NonCounter>) =>
  max.by(["name"], copyLabel(figures, "name", from));

function failureRules(scope: Scope, lab: Lab): readonly RecordingRule[] {
  const servers = lab.infrastructure.filter(({ kind }) => kind === "dns");
  return [
    recording(failures, byName("service", serviceFailureShare(scope, lab)), { kind: "service" }),
    recording(failures, byName("upstream", upstreamFailureShare(scope).expression), { kind: "resolver" }),
    recording(failures, byName("source_zone", zoneFailureShare(scope)), { kind: "zone" }),
    ...servers.map((part) => recording(failures, dnsFailureShare(scope), { kind: "infrastructure", name: part.name })),
  ];
}

function judgementRules(scope: Scope, lab: Lab): readonly RecordingRule[] {
  const shares = highestOf(failures, scope, ["kind", "name"]);
  return [
    recording(judgement, healthOf(shares, failureBounds), { by: "failures" }),
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
      ? highestOf(judgement, scope, all)
      : or(
          highestOf(judgement, scope, all, { kind: not("service") }),
          highestOf(judgement, scope, all, { kind: "service", name: noneOf(first, ...others) }),
        );
  return recording(health, min.by(["kind", "name"], judgements));
}
