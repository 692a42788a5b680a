/** The share of requests that each server should get. */
import type { Lab } from "../lab/index.js";
import { hasEqualWeights, knownShares, knownWeights, type Scope } from "../queries/index.js";
import { constant, recording, ruleTests, seriesText, type NamedRules, type RecordingRule } from "./model.js";

const name = "balancing";
const weight = "homelab_server_weight";
const known = "backend_server:weight:known";
const share = "backend_server:request_share:expected";

/** What the panels of balancing read: constants first, and each rule reads what those above it have recorded. */
export const balancingRules = (lab: Lab): NamedRules => {
  const scope: Scope = { filters: [], window: "2m", shift: {}, sources: lab.sources };
  const rules = [...weights(lab), recording(known, knownWeights(scope)), recording(share, knownShares(scope))];
  return { name, rules: { groups: [{ name, interval: "30s", rules }] }, tests };
};

/** A server that two services list counts once. */
function weights({ services }: Lab): readonly RecordingRule[] {
  const rules = services
    .flatMap(({ backends }) => backends)
    .flatMap((backend) =>
      backend.servers.map((one) => {
        const value = hasEqualWeights(backend) ? 1 : one.weight;
        return constant(weight, { backend: backend.name, server: one.url }, value);
      }),
    );
  return [...new Map(rules.map((rule) => [JSON.stringify(rule.labels), rule])).values()];
}

type Labels = Readonly<Record<string, string>>;

const gauge = (metric: string, labels: Labels, value: number) => ({
  series: seriesText(metric, { job: "tested", instance: "tested", ...labels }),
  values: `${String(value)}x40`,
});

const up = (service: string, url: string) => gauge("traefik_service_server_up", { service, url }, 1);
const requests = (backend: string, server: string) =>
  gauge("traefik_load_balancer_distribution", { backend, server }, 1);
const listed = (backend: string, server: string, value: number) => ({
  series: seriesText(weight, { backend, server }),
  values: `${String(value)}x40`,
});
const expected = (backend: string, server: string, value: number) => ({
  labels: seriesText(share, { backend, server }),
  value,
});

const [first, second, third] = ["http://192.0.2.1", "http://192.0.2.2", "http://192.0.2.3"] as const;

/**
 * A backend with weights and a server besides, one with equal weights and a server besides, one that Traefik alone knows,
 * and one without requests.
 */
const tests = ruleTests(
  name,
  [
    ...[listed("weighted", first, 3), listed("weighted", second, 1), up("weighted", third)],
    ...[listed("equal", first, 1), listed("equal", second, 1), up("equal", second), up("equal", third)],
    ...[up("checked", first), up("checked", second), up("silent", first)],
    ...[requests("weighted", first), requests("equal", first), requests("checked", first)],
  ],
  [
    {
      expr: `${share}{server=~"http://192.0.2.*"}`,
      exp_samples: [
        ...[expected("weighted", first, 0.75), expected("weighted", second, 0.25)],
        ...[first, second, third].map((server) => expected("equal", server, 1 / 3)),
        ...[first, second].map((server) => expected("checked", server, 0.5)),
      ],
    },
  ],
);
