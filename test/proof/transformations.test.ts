import { describe, expect, it } from "vitest";
import { dashboardsOf } from "../../src/dashboards/index.js";
import type { JsonObject } from "../../src/grafana/index.js";
import { framesOf, transform } from "../grafana/engine.js";
import type { AnsweredQuestion } from "../grafana-client/run.js";
import { panelsOf, readDashboard } from "../grafana-client/dashboard.js";
import { storyStart } from "../simulation/network.js";
import { writtenLab } from "./lab.js";
import { openLaboratory, type Laboratory } from "./laboratory.js";

/*
 * Every panel that puts its answers together by transformations, run by Grafana's own engine: with data, with one family
 * missing, and without any answer.
 */

const lab = writtenLab();
const uids = dashboardsOf(lab).map((definition) => definition.finalize().uid);
const short = { end: storyStart + 1800, requestsPerSecond: 1, queriesPerSecond: 1 };

async function panelsWithAnswers(laboratory: Laboratory, uid: string) {
  const { questions } = await laboratory.look(uid);
  const byPanel = new Map<string, AnsweredQuestion[]>();
  for (const question of questions) {
    if (question.kind !== "target" || !("transformations" in (question.panel ?? {}))) continue;
    const key = question.id.split("/").slice(0, 2).join("/");
    byPanel.set(key, [...(byPanel.get(key) ?? []), question]);
  }
  return byPanel;
}

const framesFor = (questions: readonly AnsweredQuestion[]) =>
  questions.flatMap(({ target, answer }) =>
    framesOf(
      target?.refId ?? "",
      answer.series.flatMap(({ labels, points }) => points.slice(-1).map(([, value]) => ({ labels, value }))),
    ),
  );

describe.each(["nothing", "traefik", "adguard", "node", "rules"] as const)("without %s", (family) => {
  it("every panel is put together without an error", async () => {
    await using laboratory = await openLaboratory(lab, {
      simulation: short,
      scrape: { days: 0, ...(family === "nothing" ? {} : { without: [family] }) },
    });
    for (const uid of uids) {
      for (const [panel, questions] of await panelsWithAnswers(laboratory, uid)) {
        const json = questions[0]?.panel as unknown as JsonObject;
        const frames = await transform(json, framesFor(questions));
        if (framesFor(questions).some(({ length }) => length > 0)) {
          expect(
            frames.some(({ length }) => length > 0),
            panel,
          ).toBe(true);
        }
      }
    }
  });
});

it.each(uids)("%s: without any answer every panel is empty", async (uid) => {
  const definition = dashboardsOf(lab).find((one) => one.finalize().uid === uid);
  const panels = panelsOf(readDashboard(definition?.finalize().json)).filter((panel) => "transformations" in panel);
  expect(panels.length).toBeGreaterThan(0);
  for (const panel of panels) {
    const frames = (panel.targets ?? []).flatMap(({ refId }) => framesOf(refId, []));
    const shown = await transform(panel as unknown as JsonObject, frames);
    expect(
      shown.filter(({ length }) => length > 0),
      panel.title,
    ).toEqual([]);
  }
});
