/**
 * Mutants: queries with one mistake, which show that the assertions about the right queries can fail.
 *
 * `mutantsOf` reads an expression as Prometheus receives it, every variable replaced, and makes one realistic mistake at a
 * time. Each mutant differs in one place, and is PromQL that Prometheus accepts, so that none is killed by its syntax. The
 * answer to a mutant is compared like that of its query: the assertion must fail.
 *
 * | file              | mistakes                                                                             |
 * | ----------------- | ------------------------------------------------------------------------------------ |
 * | `selectors.ts`    | another metric of the family, matchers, status classes, windows, offset and `@`      |
 * | `aggregations.ts` | another aggregation, none, labels left out or turned into all others                 |
 * | `functions.ts`    | another function, none, another quantile, number of rows, constant or threshold      |
 * | `operations.ts`   | sides of sets and operations, matching, comparisons, arithmetic                      |
 * | `equivalent.ts`   | equivalent by the rules of PromQL for any data, and therefore left out               |
 *
 * Only these equivalent mutants are left out:
 * - of a group of one series: sum, avg, min and max for each other, or removed; topk for bottomk
 * - a dropped label that no series can have, because an earlier aggregation removed it
 * - an aggregation directly inside the same aggregation by fewer labels, such as a sum of sums
 * - changed values where only the presence of series counts: right of `and` and `unless`, in `count` and `group`
 * - sorting before another operation
 *
 * Mutants that are equal for the data of a scenario stay: a matcher `=~".*"` dropped (in Prometheus 2 a name with a line
 * break shows the difference), an `or` of disjoint sides swapped, a window halved over a straight line. They survive, and
 * `reasons.ts` says why.
 *
 * A long query repeats the same part in many places. `sample` takes some mutants of each kind, spread over the places.
 */
import { aggregationRules } from "./aggregations.js";
import { areValuesUnseen } from "./equivalent.js";
import { mutantKinds, type Change, type MutantKind, type Rule } from "./change.js";
import { functionRules } from "./functions.js";
import { operationRules } from "./operations.js";
import { selectorRules } from "./selectors.js";
import { everyPart, readTree } from "./tree.js";

export { mutantKinds, type MutantKind };

export interface Mutant {
  readonly kind: MutantKind;
  /** The mistake in a few words. */
  readonly what: string;
  /** The position of the mistake in the query. */
  readonly at: number;
  readonly expression: string;
}

const rules: Readonly<Record<string, readonly Rule[]>> = {
  ...selectorRules,
  ...aggregationRules,
  ...functionRules,
  ...operationRules,
};

/**
 * All mutants of an expression without variables, in the order of their positions, without duplicates.
 *
 * @throws Error for an expression that isn't PromQL
 */
export function mutantsOf(expression: string): readonly Mutant[] {
  const mutants = new Map<string, Mutant>();
  for (const part of everyPart(readTree(expression))) {
    for (const rule of rules[part.name] ?? []) {
      for (const change of rule(part)) {
        if (change.valuesOf && areValuesUnseen(change.valuesOf)) continue;
        const mutant = mutantOf(expression, change);
        if (mutant.expression !== expression) mutants.set(mutant.expression, mutant);
      }
    }
  }
  return [...mutants.values()];
}

function mutantOf(expression: string, { kind, what, place: { from, to }, text }: Change): Mutant {
  // The space before a dropped part is dropped as well.
  const before = expression.slice(0, from);
  const changed = (text === "" ? before.trimEnd() : before) + text + expression.slice(to);
  return { kind, what, at: from, expression: changed };
}

/** The golden ratio spreads the starts of the kinds evenly. */
const golden = (Math.sqrt(5) - 1) / 2;

/**
 * A sample of mutants up to the limit, but at least one of each kind. The kinds share the sample evenly, and the mutants of
 * a kind are spread over its positions. The sample is deterministic and keeps the order of the mutants.
 */
export function sample(mutants: readonly Mutant[], limit: number): readonly Mutant[] {
  const kinds = mutantKinds
    .map((kind) => mutants.filter((one) => one.kind === kind))
    .filter(({ length }) => length > 0);
  const counts = kinds.map(() => 1);
  let left = limit - kinds.length;
  for (let round = 1; left > 0 && kinds.some(({ length }) => length > round); round += 1) {
    kinds.forEach(({ length }, index) => {
      if (left <= 0 || length <= round) return;
      counts[index] = round + 1;
      left -= 1;
    });
  }
  const chosen = new Set(
    kinds.flatMap((all, index) => {
      const count = counts[index] ?? 1;
      // Kinds start at different positions: otherwise each would contribute the mutant in its middle.
      const start = (index * golden) % 1;
      return Array.from({ length: count }, (_, turn) => all[Math.floor(((turn + start) * all.length) / count)]);
    }),
  );
  return mutants.filter((mutant) => chosen.has(mutant));
}
