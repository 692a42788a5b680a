/**
 * Queries that are wrong on purpose, to show that what is asserted of the right ones can fail.
 *
 * `mutantsOf` reads an expression as Prometheus receives it, every variable replaced, and makes one realistic mistake at a
 * time: each mutant differs from it in one place, and is PromQL that Prometheus accepts, so that none is found out for its
 * grammar alone. Whoever asks a mutant compares its answer as that of the query: the assertion must turn red.
 *
 * | file              | mistakes                                                                             |
 * | ----------------- | ------------------------------------------------------------------------------------ |
 * | `selectors.ts`    | another metric of the family, matchers, status classes, windows, offset and `@`      |
 * | `aggregations.ts` | another aggregation, none, labels left out or turned into all others                 |
 * | `functions.ts`    | another function, none, another quantile, number of rows, constant or threshold      |
 * | `operations.ts`   | sides of sets and operations, matching, comparisons, arithmetic                      |
 * | `certain.ts`      | what says the same by PromQL's own rules, whatever the data, and is left out for that |
 *
 * What is left out, and nothing else:
 * - of a group of one series: sum, avg, min and max for each other, or removed; topk for bottomk
 * - a label dropped that no series can have, because an aggregation before removed it
 * - what is taken apart and put together again at once: a sum of a sum, by fewer labels
 * - values changed where only the presence of series is looked at: right of `and` and `unless`, in `count` and `group`
 * - sorting, where something is done afterwards
 *
 * Mutants that are equal for the data at hand stay: a matcher `=~".*"` dropped (a name with a line break tells them apart
 * in Prometheus 2), an `or` whose sides have no series in common swapped, a window halved over a straight line. Whoever
 * asks finds them alive, and says why.
 *
 * In a long query the same part stands in many places. `sample` takes some of each kind, spread over the places.
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
  /** What was done to which part, in a few words. */
  readonly what: string;
  /** The character of the query at which it was done. */
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
 * All mutants of an expression without variables, in the order of their places; no two are the same text.
 *
 * @throws Error where it is no PromQL
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
  // What is dropped takes the space before it along.
  const before = expression.slice(0, from);
  const changed = (text === "" ? before.trimEnd() : before) + text + expression.slice(to);
  return { kind, what, at: from, expression: changed };
}

/** The fraction of a turn by which neighbours stay farthest apart. */
const golden = (Math.sqrt(5) - 1) / 2;

/**
 * So many mutants, or one of each kind if that is more: kinds take turns, and those of one kind are spread over its
 * places. The same selection every time, in the order of the mutants.
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
      // Kinds start at different places: otherwise one of each would be the one in the middle.
      const start = (index * golden) % 1;
      return Array.from({ length: count }, (_, turn) => all[Math.floor(((turn + start) * all.length) / count)]);
    }),
  );
  return mutants.filter((mutant) => chosen.has(mutant));
}
