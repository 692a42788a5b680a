/** A Prometheus with given series, and the answers to a panel, transformed by Grafana's own engine. */
import type { DataFrame } from "@grafana/data";
import { toJsonObject } from "../../../src/grafana/json.js";
import { cleanPanel } from "../../../src/grafana/clean.js";
import type { JsonObject, PanelBuilder } from "../../../src/grafana/index.js";
import { createBlocks } from "../../prometheus/blocks.js";
import { startPrometheus, type RunningPrometheus } from "../../prometheus/server.js";
import { framesOf, transform } from "../../grafana/engine.js";
import { graphOf, type Graph } from "./drawn-graph.js";

export interface Sampled {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The value a number of seconds before the end; undefined for no sample. */
  readonly value: (secondsAgo: number) => number | undefined;
}

/** The end of the series, in Unix seconds. */
export const end = 1_760_000_000;

const escape = (value: string) =>
  value.replace(/[\\"\n]/g, (one) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n" })[one] ?? one);

/** A server with these series, sampled every 15 s. */
export async function prometheusWith(series: readonly Sampled[], seconds = 600): Promise<RunningPrometheus> {
  const lines = function* () {
    for (const { name, labels, value } of series) {
      const text = Object.entries(labels).map(([label, content]) => `${label}="${escape(content)}"`);
      for (let ago = seconds; ago >= 0; ago -= 15) {
        const sample = value(ago);
        if (sample !== undefined) yield `${name}{${text.join(",")}} ${sample} ${end - ago}\n`;
      }
    }
    yield "# EOF\n";
  };
  await using blocks = await createBlocks([lines()]);
  return await startPrometheus({ blocks: blocks.directory });
}

/** A counter that increases at this rate. */
export const growing =
  (perSecond: number) =>
  (secondsAgo: number): number =>
    perSecond * (100_000 - secondsAgo);

export interface Ask {
  readonly at?: number;
  /** Values of the variables that Grafana replaces. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Queries without an answer, by a part of their refId. */
  readonly without?: RegExp;
}

export const panelOf = (builder: PanelBuilder): JsonObject => cleanPanel(toJsonObject(builder.build()));

export interface PanelTarget {
  readonly refId: string;
  readonly expr: string;
}

export const targetsIn = (builder: PanelBuilder): readonly PanelTarget[] =>
  panelOf(builder)["targets"] as unknown as readonly PanelTarget[];

/** The frames that Grafana passes to its node graph. */
export async function framesFrom(
  server: RunningPrometheus,
  builder: PanelBuilder,
  ask: Ask = {},
): Promise<DataFrame[]> {
  const { at = end, variables = {}, without } = ask;
  const filled = { __rate_interval: "1m", ...variables };
  const answers = await Promise.all(
    targetsIn(builder).map(async ({ refId, expr }) => {
      const text = Object.entries(filled).reduce((done, [name, value]) => done.replaceAll(`$${name}`, value), expr);
      const { series } = without?.test(refId) ? { series: [] } : await server.client.instant(text, at);
      return framesOf(
        refId,
        series.map(({ labels, points }) => ({ labels, value: points[0]?.[1] ?? Number.NaN })),
      );
    }),
  );
  return await transform(panelOf(builder), answers.flat());
}

export async function graphFrom(server: RunningPrometheus, builder: PanelBuilder, ask: Ask = {}): Promise<Graph> {
  return graphOf(await framesFrom(server, builder, ask));
}
