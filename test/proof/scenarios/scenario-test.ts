import "../declared-labels.js";
import { expect, it } from "vitest";
import { isGraph } from "../graphs.js";
import { saveScenarioResult } from "../results.js";
import { prove } from "../prove.js";
import type { Scenario } from "./scenario.js";

/** Tests that a scenario has no errors, and that every target has data where the scenario requires it. */
export function testScenario(scenario: Scenario): void {
  it(`${scenario.name}: ${scenario.about}`, { timeout: 600_000 }, async () => {
    const proofs = await prove(scenario, async (key, picture) => {
      const file = scenario.pictures?.[key];
      // `npx vitest run -u` writes it.
      if (file !== undefined) await expect(picture).toMatchFileSnapshot(`../../../${file}`);
    });
    await saveScenarioResult({ scenario: scenario.name, about: scenario.about, proofs });
    expect(proofs.flatMap(({ errors }) => errors)).toEqual([]);
    // Some queries of a graph replace missing data, and have no series where all data exists.
    const due = proofs.filter(({ id }) => !isGraph(id));
    if (scenario.full === true) expect(due.filter(({ withData }) => !withData).map(({ id }) => id)).toEqual([]);
  });
}
