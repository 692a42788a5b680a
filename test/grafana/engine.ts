/**
 * Grafana's own transformation engine (@grafana/data) in Node. It is loaded as CommonJS, since its ES modules don't run
 * here, and gets the few parts of a browser that it reads. `window` comes last: a dependency would detect a browser.
 */
import { createRequire } from "node:module";
import type * as GrafanaData from "@grafana/data";
import { firstValueFrom } from "rxjs";
import type { JsonObject } from "../../src/grafana/index.js";

export const grafana = createRequire(import.meta.url)("@grafana/data") as typeof GrafanaData;

if (!("window" in globalThis)) Object.assign(globalThis, { window: {} });
if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: { language: "en-GB", languages: ["en-GB"] } });

grafana.standardTransformersRegistry.setInit(() => {
  const byId = new Map(Object.values(grafana.standardTransformers).map((one) => [one.id, one]));
  return [...byId.values()].map((transformer) => ({
    id: transformer.id,
    aliasIds: transformer.aliasIds ?? [],
    name: transformer.name,
    transformation: () => Promise.resolve(transformer),
    editor: () => null,
    imageDark: "",
    imageLight: "",
  }));
});

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The answer to an instant query in the format `time_series`: a frame per series, or one without fields. */
export function framesOf(refId: string, answer: readonly Series[], time = 1_700_000_000_000): GrafanaData.DataFrame[] {
  if (answer.length === 0) return [{ refId, fields: [], length: 0 }];
  return answer.map(({ labels, value }) => ({
    refId,
    length: 1,
    fields: [
      { name: "Time", type: grafana.FieldType.time, config: {}, values: [time] },
      { name: "Value", type: grafana.FieldType.number, config: {}, labels: { ...labels }, values: [value] },
    ],
  }));
}

/** Runs the transformations of a finished panel, in place of Grafana. */
export function transform(panel: JsonObject, frames: GrafanaData.DataFrame[]): Promise<GrafanaData.DataFrame[]> {
  const transformations = panel["transformations"] as unknown as GrafanaData.DataTransformerConfig[];
  return firstValueFrom(grafana.transformDataFrame(transformations, frames));
}

/** The rows of a frame by the names that a person reads. */
export function rowsOf(frame: GrafanaData.DataFrame): Record<string, unknown>[] {
  return Array.from({ length: frame.length }, (_, row) =>
    Object.fromEntries(
      frame.fields.map((field) => [grafana.getFieldDisplayName(field, frame), field.values[row] as unknown]),
    ),
  );
}
