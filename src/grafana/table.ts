import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  TableCellBackgroundDisplayMode,
  TableCellDisplayMode,
  TableSortByFieldStateBuilder,
  type TableCellOptions,
} from "@grafana/grafana-foundation-sdk/common";
import type { ThresholdsConfig, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { setLabel } from "../promql/index.js";
import { extendTable } from "./boundary/options.js";
import { datasource } from "./datasource.js";
import { describePanel, underTitle, type DescribedQuery, type PanelGuidance } from "./description.js";
import { dataLinkModel, dataLinkOfRow, type DataLink, type RowLink } from "./links.js";
import { properties, type OverrideValues } from "./overrides.js";
import { noData } from "./panel.js";
import { prometheusQuery } from "./prometheus-query.js";
import { applyQueryFacts, commonNoValue } from "./query-defaults.js";
import {
  textColumn,
  trendColumn,
  trendRefId,
  type ExtraColumn,
  type TextColumn,
  type TrendColumn,
} from "./table-columns.js";
import { target, type MeasuredQuery } from "./target.js";
import { unitId } from "./units.js";
import { neutral, thresholds as neutralThresholds } from "./values.js";
import {
  forQueries,
  includeFields,
  labelsToFields,
  merge,
  organize,
  timeSeriesTable,
  type Transformation,
} from "./transformations.js";

/** The label that keeps the title of the column through the transformations. */
const columnLabel = "column";

/** The look of a cell: plain, text or background in the color of its threshold or mapping, or a bar. */
export type Cell = "plain" | "colored text" | "colored background" | "bar";

/** A column of figures. Its query carries exactly the labels that make up a row, and says the unit if the column doesn't. */
export type Column<R extends string> = MeasuredQuery<R> & ColumnOptions<R>;

export interface ColumnOptions<R extends string> {
  readonly decimals?: number;
  readonly thresholds?: ThresholdsConfig;
  readonly mappings?: readonly ValueMapping[];
  readonly cell?: Cell;
  readonly min?: number;
  readonly max?: number;
  /** In pixels. */
  readonly width?: number;
  /** The text of a row without a value in this column. Default: the query's. */
  readonly noValue?: string;
  readonly link?: DataLink<R>;
  /** Not shown; links can read it. */
  readonly hidden?: boolean;
}

/** The column of a label. It takes no mappings: links of other columns would pass on the mapped text in its place. */
export interface RowLabel<R extends string> {
  /** Default: the label's name. */
  readonly title?: string;
  /** In pixels. */
  readonly width?: number;
  readonly link?: DataLink<R> | RowLink<R>;
  /** Not shown; links can read it. */
  readonly hidden?: boolean;
}

export interface TableContent<R extends string, C extends string> {
  /** The labels that make up a row, in the order of their columns on the left. */
  readonly rows: readonly [R, ...R[]];
  /** The title of a label's column, or its options. */
  readonly labels?: { readonly [P in NoInfer<R>]?: string | RowLabel<NoInfer<R>> };
  /** By title, from left to right. */
  readonly columns: { readonly [P in C]: Column<NoInfer<R>> };
  /** Columns of texts, by title, to the left of all others. */
  readonly texts?: Readonly<Record<string, TextColumn<NoInfer<R>>>>;
  /** The last column. */
  readonly trend?: TrendColumn<NoInfer<R>>;
  readonly sort?: { readonly column: NoInfer<C> | NoInfer<R>; readonly descending?: boolean };
}

/** A table: the SDK's builder with our defaults. */
export class Table extends PanelBuilder {
  readonly #queries: readonly DescribedQuery[];

  constructor(title: string, queries: readonly DescribedQuery[]) {
    super();
    this.#queries = queries;
    applyQueryFacts(this, queries);
    this.title(title)
      .datasource(datasource)
      .thresholds(neutralThresholds(neutral.text))
      .showHeader(true)
      .span(24)
      .height(8);
    extendTable(this.build(), {});
  }

  /** Adds the normal figures and the action otherwise; the rest of the description comes from the queries. */
  about(guidance: PanelGuidance): this {
    return this.description(describePanel(this.#queries, guidance) ?? "");
  }

  /** Splits the table into pages. */
  paginated(): this {
    extendTable(this.build(), { enablePagination: true });
    return this;
  }

  /** Lets columns be narrower than Grafana's 150 pixels, so that a small screen shows them all. */
  narrowColumns(): this {
    return this.minWidth(70);
  }

  /** Keeps this many columns on the left in place while the others scroll. */
  frozenColumns(left: number): this {
    extendTable(this.build(), { frozenColumns: { left } });
    return this;
  }
}

/**
 * A table with a row for each combination of labels and a column for each query.
 *
 * Each query gives one series for each cell, with the title of its column as a label; the transformations turn labels
 * into columns and merge the rows. A query without an answer has no column; the others stay as they are.
 * @throws if a column has the title of another column or of a label.
 */
export function table<const R extends string, const C extends string>(
  title: string,
  content: TableContent<R, C>,
): Table {
  const columns = Object.entries<Column<R>>(content.columns);
  const described = new Map(Object.entries<string | RowLabel<R> | undefined>({ ...content.labels }));
  const labels = content.rows.map((label) => [label, rowLabel(label, described.get(label))] as const);
  refuseAmbiguousTitles(
    title,
    labels.map(([label, { title: shown }]) => [label, shown]),
    [
      ...columns.map(([name]) => name),
      ...Object.keys(content.texts ?? {}),
      ...(content.trend === undefined ? [] : [content.trend.title]),
    ],
  );

  const texts = Object.entries(content.texts ?? {}).map(([name, text]) => textColumn(name, text, content.rows));
  const trends = content.trend === undefined ? [] : [trendColumn(content.trend)];
  const noValue = commonNoValue(columns.map(([, column]) => ({ ...column.query, ...column })));
  const queries = [
    ...texts.map(({ described }) => described),
    ...columns.map(([name, { query }]) => underTitle(name, query)),
    ...trends.map(({ described }) => described),
  ];
  const panel = new Table(title, queries)
    .noValue(noValue)
    .targets([
      ...columns.map(([name, { query }]) =>
        prometheusQuery(target({ expression: setLabel(query.expression, columnLabel, name) }), "instant"),
      ),
      // One query may have the texts of several columns.
      ...[...texts, ...trends]
        .filter(
          ({ described }, index, all) =>
            all.findIndex((one) => one.described.expression === described.expression) === index,
        )
        .map((extra) => extra.target),
    ])
    .transformations(recipe(labels, columns, texts, trends));
  for (const [label, about] of labels) {
    const values = labelOverride(label, about);
    if (Object.keys(values).length > 0) panel.overrideByName(about.title, properties(values));
  }
  for (const { title: name, look } of [...texts, ...trends]) panel.overrideByName(name, properties(look));
  for (const [name, column] of columns) panel.overrideByName(name, properties(columnOverride(column, noValue)));
  if (content.sort !== undefined) {
    const by = content.sort.column;
    const displayName = labels.find(([label]) => label === by)?.[1].title ?? by;
    panel.sortBy([new TableSortByFieldStateBuilder().displayName(displayName).desc(content.sort.descending ?? false)]);
  }
  return panel;
}

type TitledLabel<R extends string> = RowLabel<R> & { readonly title: string };

function rowLabel<R extends string>(label: R, about: string | RowLabel<R> | undefined): TitledLabel<R> {
  if (about === undefined) return { title: label };
  return typeof about === "string" ? { title: about } : { title: label, ...about };
}

function recipe<R extends string>(
  labels: readonly (readonly [string, TitledLabel<R>])[],
  columns: readonly (readonly [string, Column<R>])[],
  texts: readonly ExtraColumn[],
  trends: readonly ExtraColumn[],
): Transformation[] {
  const names = [...labels, ...columns].map(([name]) => name);
  const order = [...fieldsOf(texts), ...names, ...fieldsOf(trends)];
  return [
    ...(trends.length === 0 ? [] : [forQueries([trendRefId], timeSeriesTable())]),
    // First: after any other transformation, Grafana keeps a field name made of all labels.
    labelsToFields({ valueLabel: columnLabel }),
    // Without the time: merge joins by every field that all frames have.
    includeFields(...[...texts, ...trends].map(({ field }) => field), ...names),
    merge(),
    organize({
      indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
      renameByName: Object.fromEntries([
        ...labels.filter(([label, { title }]) => label !== title).map(([label, { title }]) => [label, title] as const),
        ...[...texts, ...trends].flatMap(({ fields, title }) => fields.map((field) => [field, title] as const)),
      ]),
    }),
  ];
}

const fieldsOf = (extras: readonly ExtraColumn[]): readonly string[] => extras.flatMap(({ fields }) => fields);

function labelOverride<R extends string>(label: R, { width, link, hidden }: RowLabel<R>): OverrideValues {
  return {
    ...(width === undefined ? {} : { "custom.width": width }),
    ...(link === undefined
      ? {}
      : { links: ["set" in link ? dataLinkModel(link, "row", label) : dataLinkOfRow(link, label)] }),
    ...hiding(hidden),
  };
}

/** A field that a transformation leaves out is none that links can read. Grafana 12.0 has the first way, later ones the second. */
export const hiding = (hidden = false): OverrideValues =>
  hidden ? { "custom.hidden": true, "custom.hideFrom.viz": true } : {};

function columnOverride<R extends string>(column: Column<R>, noValueOfPanel: string): OverrideValues {
  const { query, decimals, min, max, thresholds, mappings, width, link, cell, hidden } = column;
  const unit = column.unit ?? query.unit;
  const noValue = column.noValue ?? query.noValue ?? noData;
  return {
    ...(unit === undefined ? {} : { unit: unitId(unit) }),
    ...(decimals === undefined ? {} : { decimals }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(thresholds === undefined ? {} : { thresholds, color: { mode: "thresholds" } }),
    ...(mappings === undefined ? {} : { mappings }),
    ...(noValue === noValueOfPanel ? {} : { noValue }),
    ...(width === undefined ? {} : { "custom.width": width }),
    ...(cell === undefined ? {} : { "custom.cellOptions": cellOptions[cell] }),
    ...(link === undefined ? {} : { links: [dataLinkModel(link, "row")] }),
    ...hiding(hidden),
  };
}

const cellOptions: { readonly [C in Cell]: TableCellOptions } = {
  plain: { type: TableCellDisplayMode.Auto },
  "colored text": { type: TableCellDisplayMode.ColorText },
  "colored background": { type: TableCellDisplayMode.ColorBackground, mode: TableCellBackgroundDisplayMode.Basic },
  bar: {
    type: TableCellDisplayMode.Gauge,
    mode: BarGaugeDisplayMode.Basic,
    valueDisplayMode: BarGaugeValueMode.Text,
  },
};

function refuseAmbiguousTitles(
  table: string,
  labels: readonly (readonly [label: string, title: string])[],
  columns: readonly string[],
): void {
  const taken = new Set<string>([columnLabel]);
  const take = (name: string) => {
    if (taken.has(name)) {
      throw new Error(`table "${table}": "${name}" stands for two things; give the column or label another title`);
    }
    taken.add(name);
  };
  for (const [label, title] of labels) {
    take(label);
    if (title !== label) take(title);
  }
  columns.forEach(take);
}
