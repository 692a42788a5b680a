import { metricsIn } from "../../build/docs/promql.js";
import type { Lab } from "../../src/lab/index.js";
import { metrics } from "../../src/metrics/index.js";
import { rulesOf, type RuleFile } from "../../src/rules/index.js";

/** The rules that the proof evaluates. What the others record is exposed by the simulation: activity of clients, texts of the lab. */
export const evaluatedRules = (lab: Lab): readonly RuleFile[] =>
  rulesOf(lab)
    .filter(({ name }) => !["clients", "without-exporter"].includes(name))
    .map(({ rules }) => rules);

/** The metrics that a query reads: in place of what a rule records, what the rule reads. */
export function metricsBehind(query: string, lab: Lab): readonly string[] {
  const rules = evaluatedRules(lab).flatMap(({ groups }) => groups.flatMap((group) => group.rules));
  const found = new Set<string>();
  const follow = (expression: string, above: typeof rules): void => {
    for (const metric of metricsIn(expression, (name) => name in metrics)) {
      const recording = above.filter(({ record }) => record === metric);
      if (recording.length === 0) found.add(metric);
      // A rule reads what those above it have recorded.
      for (const rule of recording) follow(rule.expr, above.slice(0, above.indexOf(rule)));
    }
  };
  follow(query, rules);
  return [...found];
}
