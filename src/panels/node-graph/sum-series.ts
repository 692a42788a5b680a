import type { DrawableQuery } from "../../grafana/index.js";
import { sumSeries as sumVectors, type InstantVector } from "../../promql/index.js";
import { asVector } from "./vector.js";

/** The sum of several queries with the same labels. A series that one of them lacks is the sum of the others. */
export function sumSeries<L extends string>(
  first: DrawableQuery<L>,
  ...others: readonly DrawableQuery<NoInfer<L>>[]
): DrawableQuery<L> {
  const { labels } = first.expression;
  const named: readonly string[] = labels;
  const { node } = sumVectors(
    named,
    asVector(first.expression),
    ...others.map(({ expression }) => asVector(expression)),
  );
  const expression: InstantVector<L> = { kind: "instant vector", node, labels };
  return { expression };
}
