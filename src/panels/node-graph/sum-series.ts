import type { DrawableQuery } from "../../grafana/index.js";
import { or, setLabel, sum, type InstantVector } from "../../promql/index.js";
import { asVector } from "./vector.js";

/** What several queries with the same labels have together; where one of them has nothing, the others count alone. */
export function sumSeries<L extends string>(
  first: DrawableQuery<L>,
  ...others: readonly DrawableQuery<NoInfer<L>>[]
): DrawableQuery<L> {
  const { labels } = first.expression;
  const named: readonly string[] = labels;
  const marked = [first, ...others].map(({ expression }, index) =>
    setLabel(asVector(expression), "part", String(index)),
  );
  const { node } = sum.by(
    named,
    marked.reduce((all, next) => asVector(or(all, next))),
  );
  const expression: InstantVector<L> = { kind: "instant vector", node, labels };
  return { expression };
}
