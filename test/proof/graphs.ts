import { graphOf, type Graph } from "../panels/node-graph/contract.js";
import { framesOf, transform } from "../grafana/engine.js";
import type { JsonObject } from "../../src/grafana/index.js";
import type { AnsweredDashboard } from "../grafana-client/run.js";

/** The keys of the panels that are graphs. */
export const isGraph = (id: string): boolean => /\/[a-z-]*graph\//.test(id);

/**
 * The graph that Grafana's own transformations make of the answers to a panel's queries.
 * @throws with every reason why Grafana would refuse it
 */
export async function graphOfPanel(answered: AnsweredDashboard, key: string): Promise<Graph> {
  const questions = answered.questions.filter(({ id }) => id.startsWith(`${answered.uid}/${key}/`));
  const panel = questions[0]?.panel;
  if (panel === undefined) throw new Error(`No panel ${key} was asked.`);
  const frames = questions.flatMap(({ target, answer }) =>
    framesOf(
      target?.refId ?? "",
      answer.series.flatMap(({ labels, points }) => points.slice(-1).map(([, value]) => ({ labels, value }))),
    ),
  );
  return graphOf(await transform(panel as unknown as JsonObject, frames));
}
