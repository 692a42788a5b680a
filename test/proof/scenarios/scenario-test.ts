import "../declared-labels.js";
import { expect, it } from "vitest";
import { isGraph } from "../graphs.js";
import { saveScenarioResult } from "../results.js";
import { prove } from "../prove.js";
import type { Scenario } from "./scenario.js";

/** The test of a scenario: nothing is objected to, and everything has data where the scenario promises it. */
export function testScenario(scenario: Scenario): void {
  it(`${scenario.name}: ${scenario.about}`, { timeout: 600_000 }, async () => {
    const proofs = await prove(scenario);
    await saveScenarioResult({ scenario: scenario.name, about: scenario.about, proofs });
    expect(proofs.flatMap(({ errors }) => errors)).toEqual([]);
    // A query of a graph stands for what is missing elsewhere, and may have nothing to say where nothing is.
    const due = proofs.filter(({ id }) => !isGraph(id));
    if (scenario.full === true) expect(due.filter(({ withData }) => !withData).map(({ id }) => id)).toEqual([]);
  });
}
