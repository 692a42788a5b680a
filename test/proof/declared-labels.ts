import { vi } from "vitest";
import { print } from "../../src/promql/index.js";

/*
 * What the types promise of each emitted query, overheard where queries become Grafana's: the one place through which all
 * targets and annotations go. Import this before anything that builds a dashboard.
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

/** The labels that an emitted expression carries by its type. @throws where no dashboard emitted it */
export function declaredLabels(written: string): readonly string[] {
  const labels = labelsByText.get(written);
  if (labels === undefined) throw new Error(`Nobody heard a promise about ${written}`);
  return labels;
}
