import { DataqueryBuilder, PromQueryFormat, QueryEditorMode } from "@grafana/grafana-foundation-sdk/prometheus";
import { print } from "../promql/index.js";
import { datasource } from "./datasource.js";
import type { Target } from "./target.js";

/**
 * `instant`: one value at the end of the time range. `range`: values over time. `buckets`: a histogram over time.
 * `table`: the values of `instant` as one frame with a column for each label.
 */
export type QueryKind = "instant" | "range" | "buckets" | "table";

const legends = { instant: "__auto", range: "__auto", buckets: "{{le}}", table: "__auto" } as const;
const formats = {
  instant: PromQueryFormat.TimeSeries,
  range: PromQueryFormat.TimeSeries,
  buckets: PromQueryFormat.Heatmap,
  table: PromQueryFormat.Table,
} as const;

/** The SDK's builder of a query. */
export function prometheusQuery(target: Target, asked: QueryKind): DataqueryBuilder {
  const { refId, interval, hidden } = target.options;
  const query = new DataqueryBuilder()
    .datasource(datasource)
    .editorMode(QueryEditorMode.Code)
    .expr(print(target.expression))
    .legendFormat(target.legend ?? legends[asked])
    .format(formats[asked])
    .exemplar(false);
  if (asked === "instant" || asked === "table") query.instant();
  else query.range();
  if (refId !== undefined) query.refId(refId);
  if (interval !== undefined) query.interval(interval);
  if (hidden === true) query.hide(true);
  return query;
}
