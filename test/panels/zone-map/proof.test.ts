import { describe, expect, it } from "vitest";
import { objectsAt, textAt } from "../../../src/grafana/json.js";
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
import type { Answer } from "../../prometheus/client.js";
import { geometryFaults } from "./geometry.js";
import { frameOf, mapOf, type Answers } from "./samples.js";
import { bodyOf, connectionsOf, svgOf } from "./svg.js";

/* The answers of a real Prometheus to the queries of the map, compared with figures computed from simulated events. */

const expectedValues = zoneMap(health);

const scenarios: readonly {
  readonly name: string;
  readonly lab: ReturnType<typeof parsedLab>;
  readonly options: HistoryOptions;
  readonly picture?: string;
}[] = [
  { name: "the simulated home", lab: parsedLab(simulatedLab), options: {}, picture: "docs/explanation/zone-map.svg" },
  {
    name: "copies",
    lab: parsedLab(simulatedLab, { traefik: "copies", adguard: "copies", zone: "copies", domain: "copies" }),
    options: { scrape: { instances: "replicas" } },
  },
  { name: "odd names", lab: parsedLab(oddLab), options: {} },
];

const valuesOf = (answer: Answer) =>
  answer.series.map(({ labels, points }) => [labels["element"] ?? "", points[0]?.[1] ?? NaN] as const);

const textsOf = (answer: Answer) =>
  answer.series.map(({ labels }) => [labels["element"] ?? "", labels["text"] ?? ""] as const);

describe.each(scenarios)("$name", ({ lab, options, picture }) => {
  it("has the figures, and each line the width and color, that follow from the events", async () => {
    await using history = await serveHistory({ ...options, simulation: { lab } });
    const { simulation, series, prometheus } = history;
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

      const given: Answers = {
        values: answers.filter(([refId]) => refId !== "texts").map(([, answer]) => valuesOf(answer)),
        texts: answers.filter(([refId]) => refId === "texts").flatMap(([, answer]) => textsOf(answer)),
      };
      const frame = await frameOf(panel, given);
      expect(geometryFaults(panel, frame)).toEqual([]);
      const valueOf = new Map(given.values.flat());
      const lines = connectionsOf(panel, bodyOf(panel), frame);
      // Requests and queries of each zone, and requests to the services, which are in one or two zones.
      expect(lines.length).toBeGreaterThan(2 * lab.zones.length);
      for (const { name } of lab.zones) {
        const ofZone = lines.filter(({ from, to }) => from === `zone ${name}` || to === `zone ${name}`);
        for (const [index, flow] of ["http", "dns", "served"].entries()) {
          const line = flow === "served" ? ofZone.find(({ from }) => from !== `zone ${name}`) : ofZone[index];
          if (line === undefined) continue;
          expect(line.width).toBeCloseTo(0.75 + 1.25 * (valueOf.get(columnName("width", flow, name)) ?? 0), 6);
          const failing = valueOf.get(columnName("failures", flow, name));
          expect(line.color).toBe(colorOf(failing));
        }
      }
      expect(Math.max(...lines.map(({ width }) => width))).toBeGreaterThan(1);
      // The picture in the documentation; `npx vitest run -u` writes it.
      if (picture !== undefined && at === simulation.focus)
        await expect(`${svgOf(panel, bodyOf(panel), frame)}\n`).toMatchFileSnapshot(`../../../${picture}`);
    }
  });
});

function colorOf(failing: number | undefined): string {
  if (failing === undefined) return colors.neutral;
  if (failing >= failureBounds.unhealthy) return colors.bad;
  return failing >= failureBounds.degraded ? colors.warning : colors.good;
}
