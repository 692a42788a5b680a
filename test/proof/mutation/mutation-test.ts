import "../declared-labels.js";
import { expect, it } from "vitest";
import { isGraph } from "../graphs.js";
import { saveMutationResult } from "../results.js";
import { faultless, healthy, odd, shards } from "../scenarios/all.js";
import type { DashboardId } from "../scenarios/scenario.js";
import { runMutants } from "./mutation-run.js";
import { reasons } from "./reasons.js";

/** In this order, since most mutants don't survive the first. */
const grounds = [healthy, faultless, shards, odd];

/**
 * The test of mutants: of every query some are noticed, and those that aren't answer the same as the query itself wherever
 * they are asked.
 */
export function testMutants(name: string, ...dashboards: readonly DashboardId[]): void {
  it(`${name}: no mutant that answers otherwise goes unnoticed`, { timeout: 3_600_000 }, async () => {
    const hunted = await runMutants(dashboards, grounds);
    await saveMutationResult({
      name,
      hunted: hunted.map(({ id, mutants, survivors }) => ({
        id,
        mutants: mutants.length,
        survivors: survivors.map(({ what, kind }) => ({ what, kind, reason: reasons[kind] })),
      })),
    });
    const unnoticed = hunted.flatMap(({ id, survivors }) =>
      survivors.flatMap(({ what, differs }) => (differs ? [`${id}: ${what}`] : [])),
    );
    expect(unnoticed).toEqual([]);
    // Of a graph's queries some stand for what is folded or missing, and some for names alone: docs/reference/proof.md counts them.
    const unshaken = hunted.filter(({ id, mutants, survivors }) => !isGraph(id) && survivors.length === mutants.length);
    expect(unshaken.map(({ id }) => id)).toEqual([]);
  });
}
