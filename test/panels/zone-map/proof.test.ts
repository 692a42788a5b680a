import { describe, expect, it } from "vitest";
import { objectsAt, textAt } from "../../../src/grafana/json.js";
import { differences, figuresOf } from "../../simulation/figures.js";
import { recordRules } from "../../prometheus/record-rules.js";
import { evaluatedRules } from "../../proof/evaluated-rules.js";
import { serveHistory } from "../../simulation/history.js";
import { simulatedLab } from "../../simulation/lab.js";
import { parsedLab } from "../../proof/parsed-lab.js";
import { selectedBy, type Evaluation } from "../../proof/evaluation.js";
import { health } from "../../proof/expected-values/health.js";
import { zoneMap } from "../../proof/expected-values/zone-map.js";
import { geometryFaults } from "./geometry.js";
import { lineStyleFaults } from "./line-styles.js";
import { frameOf, mapAnswers, mapOf } from "./samples.js";
import { bodyOf, connectionsOf, svgOf } from "./svg.js";

/*
 * The answers of a real Prometheus to the queries of the map, compared with figures computed from simulated events, at the
 * end of the history and during its incidents. The scenarios of the proof check the map at their ends.
 */

const expectedValues = zoneMap(health);

/** The picture in the documentation; `npx vitest run -u` writes it. */
const picture = "docs/explanation/zone-map.svg";

describe("the zone map of the simulated home", () => {
  it("has the figures, and each line the width and color, that follow from the events", async () => {
    const lab = parsedLab(simulatedLab);
    await using history = await serveHistory({ simulation: { lab } });
    const { simulation, series, prometheus } = history;
    await recordRules(prometheus.client, evaluatedRules(lab), simulation);
    const window = 300;
    const panel = mapOf(lab);
    for (const at of [simulation.end, simulation.focus]) {
      const moment: Evaluation = {
        simulation,
        series,
        at,
        window,
        step: 60,
        range: 3600,
        selected: selectedBy(simulation, {}),
      };
      const answers = await Promise.all(
        objectsAt(panel, "targets").map(async (one) => {
          const expr = (textAt(one, "expr") ?? "").replaceAll("$__rate_interval", `${String(window)}s`);
          return [textAt(one, "refId") ?? "", await prometheus.client.instant(expr, at)] as const;
        }),
      );
      for (const [refId, answer] of answers) {
        const expected = expectedValues[`zone-map/${refId}`]?.(moment);
        if (expected === undefined || !("figures" in expected)) throw new Error(`no expected value for ${refId}`);
        expect(expected.figures.size, refId).toBeGreaterThan(0);
        if (expected.truncation !== undefined && expected.truncation.left > 0) continue;
        expect(differences(figuresOf(answer), expected.figures), refId).toEqual([]);
      }

      const given = mapAnswers(answers);
      const frame = await frameOf(panel, given);
      expect(geometryFaults(panel, frame)).toEqual([]);
      expect(lineStyleFaults(panel, frame, new Map(given.values.flat()))).toEqual([]);
      // Requests and queries of each zone, and requests to the services, which are in one or two zones.
      const lines = connectionsOf(panel, bodyOf(panel), frame);
      expect(lines.length).toBeGreaterThan(2 * lab.zones.length);
      expect(Math.max(...lines.map(({ width }) => width))).toBeGreaterThan(1);
      if (at === simulation.focus)
        await expect(`${svgOf(panel, bodyOf(panel), frame)}\n`).toMatchFileSnapshot(`../../../${picture}`);
    }
  });
});
