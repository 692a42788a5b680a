import { describe, expect, it } from "vitest";
import { objectsAt, textAt } from "../../../src/grafana/json.js";
import { mapSize, zonePairs } from "../../../src/panels/zone-map/index.js";
import { colors } from "../../../src/panels/tokens.js";
import { columnName } from "../../../src/panels/zone-map/columns.js";
import { failureBounds } from "../../../src/queries/index.js";
import { differences, figuresOf } from "../../simulation/figures.js";
import { serveHistory, type HistoryOptions } from "../../simulation/history.js";
import { oddLab, simulatedLab } from "../../simulation/lab.js";
import { parsedLab } from "../../proof/parsed-lab.js";
import { selectedBy, type Evaluation } from "../../proof/evaluation.js";
import { health } from "../../proof/expected-values/topology.js";
import { zoneMap } from "../../proof/expected-values/zone-map.js";
import { connectionsOf } from "./svg.js";
import { frameOf, mapOf } from "./samples.js";

/* The answers of a real Prometheus to the queries of the map, compared with figures computed from simulated events. */

const expectedValues = zoneMap(health);

const scenarios: readonly {
  readonly name: string;
  readonly lab: ReturnType<typeof parsedLab>;
  readonly options: HistoryOptions;
}[] = [
  {
    name: "copies",
    lab: parsedLab(simulatedLab, { traefik: "copies", adguard: "copies", zone: "copies", domain: "copies" }),
    options: { scrape: { instances: "replicas" } },
  },
  { name: "odd names", lab: parsedLab(oddLab), options: {} },
];

describe.each(scenarios)("$name", ({ lab, options }) => {
  it("draws each line with the width, color and direction that follow from the events", async () => {
    await using history = await serveHistory({ ...options, simulation: { lab } });
    const { simulation, series, prometheus } = history;
    const window = 300;
    const panel = mapOf(lab);
    for (const at of [simulation.focus, simulation.end]) {
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
        objectsAt(panel, "targets").map((one) =>
          prometheus.client.instant(
            (textAt(one, "expr") ?? "").replaceAll("$__rate_interval", `${String(window)}s`),
            at,
          ),
        ),
      );
      for (const [index, answer] of answers.entries()) {
        const id = `zone-map/${"ABCDE".charAt(index)}`;
        const expected = expectedValues[id]?.(moment);
        if (expected === undefined || !("figures" in expected)) throw new Error(`no expected value for ${id}`);
        expect(expected.figures.size, id).toBeGreaterThan(0);
        expect(differences(figuresOf(answer), expected.figures), id).toEqual([]);
      }

      const columns = answers.map((answer) =>
        answer.series.map(({ labels, points }) => [labels["element"] ?? "", points[0]?.[1] ?? NaN] as const),
      );
      const valueOf = new Map(columns.flat());
      const lines = connectionsOf(panel, mapSize, await frameOf(panel, columns)).filter(({ animated }) => animated);
      expect(lines).toHaveLength(zonePairs(lab).length);
      for (const { from, to } of zonePairs(lab)) {
        const line = lines.find((one) => one.from === `stem of zone ${from}` && one.to === `stem of zone ${to}`);
        const width = valueOf.get(columnName("width", from, to)) ?? 0;
        const net = valueOf.get(columnName("direction", from, to)) ?? 0;
        expect(line?.width).toBeCloseTo(1 + 8 * width, 6);
        const failing = valueOf.get(columnName("failures", from, to));
        expect(line?.color).toBe(
          failing === undefined
            ? colors.neutral
            : failing >= failureBounds.unhealthy
              ? colors.bad
              : failing >= failureBounds.degraded
                ? colors.warning
                : colors.good,
        );
        expect(line?.direction).toBe(net > 0 ? "forward" : net < 0 ? "reverse" : "none");
      }
      expect(Math.max(...lines.map(({ width }) => width))).toBeGreaterThan(1);
    }
  });
});
