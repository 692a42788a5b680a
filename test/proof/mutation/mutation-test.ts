import "../declared-labels.js";
import { expect, it } from "vitest";
import { isGraph } from "../graphs.js";
import { saveMutationResult } from "../results.js";
import { faultless, healthy, odd, shards } from "../scenarios/all.js";
import type { DashboardId } from "../scenarios/scenario.js";
import { runMutants } from "./mutation-run.js";
import { reasons } from "./reasons.js";

/** Most mutants are killed in the first scenario. */
const scenarios = [healthy, faultless, shards, odd];

/** Tests that every mutant which answers otherwise than its query is killed, and that every query has a killed mutant. */
export function testMutants(name: string, ...dashboards: readonly DashboardId[]): void {
  it(`${name}: every mutant that answers otherwise is killed`, { timeout: 3_600_000 }, async () => {
    const queries = await runMutants(dashboards, scenarios);
    await saveMutationResult({
      name,
      queries: queries.map(({ id, mutants, survivors }) => ({
        id,
        mutants: mutants.length,
        survivors: survivors.map(({ what, kind }) => ({ what, kind, reason: reasons[kind] })),
      })),
    });
    const differing = queries.flatMap(({ id, survivors }) =>
      survivors.flatMap(({ what, differs }) => (differs ? [`${id}: ${what}`] : [])),
    );
    expect(differing).toEqual([]);
    // Some queries of a graph add folded or missing nodes, or names alone; docs/reference/proof.md counts them.
    const untested = queries.filter(
      ({ id, mutants, survivors }) => !isGraph(id) && survivors.length === mutants.length,
    );
    expect(untested.map(({ id }) => id)).toEqual([]);
  });
}
