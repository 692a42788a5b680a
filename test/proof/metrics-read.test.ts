import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, it } from "vitest";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { targetsOf } from "../../src/grafana/index.js";
import { defaultLab } from "../../src/lab/index.js";
import { metricFamilies } from "../../src/metrics/index.js";

/** The metrics that an expression reads, a histogram's parts as the histogram. */
function metricsIn(expression: string): readonly string[] {
  const text = expression.replaceAll(/\$__\w+/g, "5m");
  const found: string[] = [];
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.name === "Identifier" && node.node.parent?.name === "VectorSelector") {
        found.push(text.slice(node.from, node.to).replace(/_(bucket|sum|count)$/, ""));
      }
    },
  });
  return found;
}

describe("the metrics of the specification", () => {
  const readers = new Map<string, Set<string>>();
  for (const definition of dashboardsOf(defaultLab)) {
    for (const { id, expr } of targetsOf(definition.finalize())) {
      const panel = id.split("/").slice(0, 2).join("/");
      for (const metric of metricsIn(expr)) readers.set(metric, (readers.get(metric) ?? new Set()).add(panel));
    }
  }
  const { companion: _, ...families } = metricFamilies;
  const specified = Object.values(families).flatMap((family) => Object.keys(family));

  it.each(specified)("%s is read by a panel", (metric) => {
    expect([...(readers.get(metric) ?? [])], "panels that read it").not.toEqual([]);
  });
});
