/** Columns of a table beside those of figures: texts, and small graphs over time. */
import { GraphDrawStyle, TableCellDisplayMode, type TableCellOptions } from "@grafana/grafana-foundation-sdk/common";
import type { Variable } from "../promql/index.js";
import { underTitle, type DescribedQuery } from "./description.js";
import { dataLinkModel, type DataLink } from "./links.js";
import type { OverrideValues } from "./overrides.js";
import { prometheusQuery } from "./prometheus-query.js";
import { target, type DrawableQuery, type Target } from "./target.js";

/** A text for each row: the value of a label that the query has beside those of the rows. */
export interface TextColumn<R extends string> {
  readonly query: { readonly expression: Target["expression"]; readonly meaning?: string };
  /** The label, or a variable with the name of the label as its value. */
  readonly label: string | Variable;
  /** In pixels. */
  readonly width?: number;
  readonly link?: DataLink<R>;
}

/** A small graph for each row. The query is asked over the time range. */
export interface TrendColumn<R extends string> {
  readonly title: string;
  readonly query: DrawableQuery<R>;
  readonly color: string;
}

/** Fields of a table that come from a query, what they are called and how they look. */
export interface ExtraColumn {
  readonly title: string;
  /** The field after the transformations; a variable's value is a field's name. */
  readonly field: string;
  /** All fields that the column may be. */
  readonly fields: readonly string[];
  readonly described: DescribedQuery;
  readonly target: ReturnType<typeof prometheusQuery>;
  readonly look: OverrideValues;
}

/** The refId of the query with the small graphs. */
export const trendRefId = "trend";

/** Grafana's name of the field that it makes of series over time. */
const trendField = "Trend";

/**
 * @param rows the labels of a row
 * @throws if the query doesn't have the label
 */
export function textColumn<R extends string>(
  title: string,
  { query, label, width, link }: TextColumn<R>,
  rows: readonly string[],
): ExtraColumn {
  const labels = query.expression.labels.filter((one) => !rows.includes(one));
  if (typeof label === "string" && !labels.includes(label))
    throw new Error(`the column "${title}" shows the label "${label}", which its query doesn't carry beside the rows'`);
  return {
    title,
    field: typeof label === "string" ? label : `\${${label.name}}`,
    fields: typeof label === "string" ? [label] : labels,
    described: underTitle(title, query),
    target: prometheusQuery({ expression: query.expression, legend: undefined, options: {} }, "instant"),
    look: {
      ...(width === undefined ? {} : { "custom.width": width }),
      ...(link === undefined ? {} : { links: [dataLinkModel(link, "row")] }),
    },
  };
}

export function trendColumn<R extends string>({ title, query, color }: TrendColumn<R>): ExtraColumn {
  return {
    title,
    field: trendField,
    fields: [trendField],
    described: underTitle(title, query),
    target: prometheusQuery(target({ expression: query.expression }, undefined, { refId: trendRefId }), "range"),
    look: {
      color: { mode: "fixed", fixedColor: color },
      "custom.cellOptions": sparkline,
    },
  };
}

/** The SDK's model lacks `hideValue`: the figure of the last moment beside the graph. */
const sparkline: TableCellOptions & { readonly hideValue: boolean } = {
  type: TableCellDisplayMode.Sparkline,
  drawStyle: GraphDrawStyle.Line,
  lineWidth: 1,
  fillOpacity: 20,
  hideValue: true,
};
