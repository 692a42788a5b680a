import { vi } from "vitest";
import { print } from "../../src/promql/index.js";

/*
 * The declared labels of each emitted query, recorded by a mock of the function that every target and annotation passes
 * through. Import this module before any module that builds a dashboard.
 */

const labelsByText = new Map<string, readonly string[]>();

vi.mock(import("../../src/grafana/prometheus-query.js"), async (original) => {
  const module = await original();
  return {
    ...module,
    prometheusQuery: (target, asked) => {
      labelsByText.set(print(target.expression), target.expression.labels);
      return module.prometheusQuery(target, asked);
    },
  };
});

/** The labels of an emitted expression's type. @throws Error for an expression that no dashboard emitted */
export function declaredLabels(written: string): readonly string[] {
  const labels = labelsByText.get(written);
  if (labels === undefined) throw new Error(`No dashboard emitted ${written}`);
  return labels;
}
