/**
 * Grafana's own transformation engine (@grafana/data) in Node. It is loaded as CommonJS, since its ES modules don't run
 * here, and gets the few parts of a browser that it reads. `window` comes last: a dependency would detect a browser.
 */
import { createRequire } from "node:module";
import type * as GrafanaData from "@grafana/data";
import { firstValueFrom, map } from "rxjs";
import type { JsonObject } from "../../src/grafana/index.js";

export const grafana = createRequire(import.meta.url)("@grafana/data") as typeof GrafanaData;

if (!("window" in globalThis)) Object.assign(globalThis, { window: {} });
if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: { language: "en-GB", languages: ["en-GB"] } });

grafana.standardTransformersRegistry.setInit(() => {
  const byId = new Map([...Object.values(grafana.standardTransformers), timeSeriesTable].map((one) => [one.id, one]));
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

/**
 * Stands in for the transformation of Grafana's program that the package doesn't have: the series of each query become one
 * table with a row for each, its labels, and a field of frames with its values over time.
 */
const timeSeriesTable: GrafanaData.DataTransformerInfo = {
  id: "timeSeriesTable",
  name: "Time series to table",
  operator: () => (source) =>
    source.pipe(
      map((frames) => {
        const refIds = [...new Set(frames.map(({ refId }) => refId))];
        return refIds.flatMap((refId) => tableOfSeries(frames.filter((frame) => frame.refId === refId)));
      }),
    ),
};

function tableOfSeries(frames: readonly GrafanaData.DataFrame[]): GrafanaData.DataFrame[] {
  const series = frames.filter(({ fields }) => fields.length > 0);
  const labelsOf = ({ fields }: GrafanaData.DataFrame) => fields.at(-1)?.labels ?? {};
  const names = [...new Set(series.flatMap((frame) => Object.keys(labelsOf(frame))))];
  if (series.length === 0) return [...frames];
  const field = (name: string, type: GrafanaData.FieldType, values: unknown[]) => ({ name, type, config: {}, values });
  const trends = series.map((frame) => ({ ...frame, value: Number(frame.fields.at(-1)?.values.at(-1)) }));
  return [
    {
      ...(series[0]?.refId === undefined ? {} : { refId: series[0].refId }),
      length: series.length,
      fields: [
        ...names.map((name) =>
          field(
            name,
            grafana.FieldType.string,
            series.map((frame) => labelsOf(frame)[name] ?? null),
          ),
        ),
        field("Trend", grafana.FieldType.frame, trends),
      ],
    },
  ];
}

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
