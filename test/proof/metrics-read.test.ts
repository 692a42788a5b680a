import { describe, expect, it } from "vitest";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { targetsOf } from "../../src/grafana/index.js";
import { defaultLab } from "../../src/lab/index.js";
import { metrics } from "../../src/metrics/index.js";
import { metricsBehind } from "./evaluated-rules.js";
import { isSpecified } from "../metrics/beyond-specification.js";

describe("the metrics of the specification", () => {
  const readers = new Map<string, Set<string>>();
  for (const definition of dashboardsOf(defaultLab)) {
    for (const { id, expr } of targetsOf(definition.finalize())) {
      const panel = id.split("/").slice(0, 2).join("/");
      for (const metric of metricsBehind(expr, defaultLab))
        readers.set(metric, (readers.get(metric) ?? new Set()).add(panel));
    }
  }
  const specified = Object.keys(metrics).filter(isSpecified);

  it.each(specified)("%s is read by a panel, or by a rule whose figures a panel reads", (metric) => {
    expect([...(readers.get(metric) ?? [])], "panels that read it").not.toEqual([]);
  });
});
