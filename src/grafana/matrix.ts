import { TableCellBackgroundDisplayMode, TableCellDisplayMode } from "@grafana/grafana-foundation-sdk/common";
import { FieldColorBuilder, FieldColorModeId } from "@grafana/grafana-foundation-sdk/dashboard";
import { setLabel } from "../promql/index.js";
import { dataLinkModel, type DataLink } from "./links.js";
import { properties } from "./overrides.js";
import { noData } from "./panel.js";
import { prometheusQuery } from "./prometheus-query.js";
import { Table } from "./table.js";
import { target, type MeasuredQuery } from "./target.js";
import {
  groupingToMatrix,
  includeFields,
  labelsToFields,
  merge,
  organize,
  sortBy,
  type Transformation,
} from "./transformations.js";
import { unitId } from "./units.js";
import { mapValues } from "./values.js";

/** The label that names the field of figures in every version of Grafana. */
const figureLabel = "column";
const figure = "figure";

/** In pixels. Grafana's default for a column is 150, of which a small screen shows two or three. */
const narrowestCell = 56;
const rowNameWidth = 130;

/** The query has exactly the two labels, and the unit if the matrix has none. */
export type MatrixContent<R extends string, C extends string> = MeasuredQuery<R | C> & MatrixOptions<R, C>;

export interface MatrixOptions<R extends string, C extends string> {
  /** The label with a row for each of its values. */
  readonly row: R;
  /** The label with a column for each of its values. */
  readonly column: C;
  /** The text in the corner, above the names of the rows: `From ↓ to →`. */
  readonly corner: string;
  readonly decimals?: number;
  /** The text of a cell whose pair has no series, or 0. Default: the query's. */
  readonly noValue?: string;
  /** A link from the name of each row and from its cells. */
  readonly link?: DataLink<NoInfer<R>>;
}

/**
 * A heat map of pairs: a row for each value of one label, a column for each value of another, both in alphabetical
 * order. The background of a cell is stronger with a higher figure, from the minimum to the maximum of the matrix. A pair
 * without a series and one with 0 have the same text; without any series there are no cells.
 */
export function matrix<const R extends string, const C extends string>(
  title: string,
  content: MatrixContent<R, C>,
): Table {
  const { query, row, column, corner, decimals, link } = content;
  const unit = content.unit ?? query.unit;
  const links = link === undefined ? [] : [dataLinkModel(link, "first column")];
  const nothing = content.noValue ?? query.noValue ?? noData;
  const panel = new Table(title, [query])
    .targets([prometheusQuery(target({ expression: setLabel(query.expression, figureLabel, figure) }), "instant")])
    .transformations(recipe(row, column, corner))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.ContinuousBlues))
    .cellOptions({ type: TableCellDisplayMode.ColorBackground, mode: TableCellBackgroundDisplayMode.Basic })
    .noValue(nothing)
    .mappings([mapValues({ 0: { text: nothing } })])
    .minWidth(narrowestCell)
    // Grafana 12.1 is the first.
    .overrideByRegexp("/./", properties({ "custom.wrapHeaderText": true }))
    .overrideByName(
      corner,
      properties({
        "custom.cellOptions": { type: TableCellDisplayMode.Auto },
        "custom.width": rowNameWidth,
        ...(link === undefined ? {} : { links }),
      }),
    )
    .span(8);
  if (unit !== undefined) panel.unit(unitId(unit));
  if (decimals !== undefined) panel.decimals(decimals);
  return panel;
}

function recipe(row: string, column: string, corner: string): Transformation[] {
  // Grafana names the first column of a matrix by both labels, and orders rows and columns by first appearance.
  const rowNames = `${row}\\${column}`;
  return [
    labelsToFields({ valueLabel: figureLabel }),
    includeFields(row, column, figure),
    merge(),
    sortBy(column),
    groupingToMatrix({ rowField: row, columnField: column, valueField: figure, emptyValue: "null" }),
    sortBy(rowNames),
    organize({ renameByName: { [rowNames]: corner } }),
  ];
}
