import {
  CellValuesBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapColorScale,
  HeatmapTooltipBuilder,
  PanelBuilder,
  YAxisConfigBuilder,
} from "@grafana/grafana-foundation-sdk/heatmap";
import { TooltipDisplayMode, VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import { datasource } from "./datasource.js";
import { noData } from "./panel.js";
import { prometheusQuery } from "./prometheus-query.js";
import { target, type DrawableQuery, type TargetOptions } from "./target.js";

export interface HeatmapUnits {
  /** Of the buckets' bounds, on the axis: `s`. */
  readonly bounds: string;
  /** Of what is counted in a cell: `reqps`. */
  readonly cells: string;
}

/** A heat map of a histogram's buckets: the SDK's builder with our defaults. */
export class Heatmap extends PanelBuilder {
  constructor(title: string, query: DrawableQuery<"le">, units: HeatmapUnits, options: TargetOptions = {}) {
    super();
    this.title(title)
      .datasource(datasource)
      .targets([prometheusQuery(target(query, "{le}", options), "buckets")])
      .unit(units.cells)
      .noValue(noData)
      .calculate(false)
      .color(
        new HeatmapColorOptionsBuilder()
          .mode(HeatmapColorMode.Scheme)
          .scheme("Blues")
          .fill("dark-blue")
          .scale(HeatmapColorScale.Exponential)
          .exponent(0.5)
          .steps(64),
      )
      .yAxis(new YAxisConfigBuilder().unit(units.bounds))
      .cellValues(new CellValuesBuilder().unit(units.cells))
      .showValue(VisibilityMode.Never)
      .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true).showColorScale(true))
      .span(12)
      .height(8);
  }
}

/**
 * How values spread over time: buckets upwards, darker where more fell into one. The query is a rate or increase of the
 * buckets, `sum by (le)`: any other label would draw several series into the same cells, and doesn't compile.
 */
export function heatmap(
  title: string,
  query: DrawableQuery<"le">,
  units: HeatmapUnits,
  options?: TargetOptions,
): Heatmap {
  return new Heatmap(title, query, units, options);
}
