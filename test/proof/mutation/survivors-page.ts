/** The text of survivors.md beside this file, and the summary of it in docs/reference/proof.md. */
import type { MutationResult } from "../results.js";
import { markdownTable, type Row } from "../table.js";

/** Every surviving mutant, by its query. */
export function survivorsPage(mutation: readonly MutationResult[]): string {
  const queries = mutation.flatMap((result) => result.queries).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return [
    "<!-- Written by `npm run proof` from the results of `npm run test:mutation`, which compares it; don't edit. -->",
    "",
    "# Surviving mutants",
    "",
    "Every mutant that answers the same as its query, or draws the same graph, in every scenario of the run.",
    "[proof.md](../../../docs/reference/proof.md) says how mutants are tested, and counts the survivors by their reasons.",
    "",
    ...markdownTable([
      ["query", "mutation", "reason for survival"],
      ...queries.flatMap(({ id, survivors }) =>
        survivors.map(({ what, reason }): Row => [`\`${id}\``, `\`${what.replaceAll("`", "'")}\``, reason]),
      ),
    ]),
    "",
  ].join("\n");
}

/** The number of surviving mutants by reason, each with an example. */
export function survivorsTable(mutation: readonly MutationResult[]): readonly string[] {
  const byReason = new Map<string, { readonly id: string; readonly what: string }[]>();
  for (const { id, survivors } of mutation.flatMap(({ queries }) => queries)) {
    for (const { what, reason } of survivors) {
      const same = byReason.get(reason) ?? [];
      same.push({ id, what });
      byReason.set(reason, same);
    }
  }
  return markdownTable([
    ["reason", "mutants", "example"],
    ...[...byReason].map(([reason, found]): Row => {
      const [first] = found;
      return [reason, String(found.length), `\`${first?.id ?? ""}\`: ${first?.what ?? ""}`];
    }),
  ]);
}
