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
import { describePanel, type PanelGuidance } from "./description.js";
import { prometheusQuery } from "./prometheus-query.js";
import { applyQueryFacts } from "./query-defaults.js";
import { target, type DrawableQuery, type Target, type TargetOptions } from "./target.js";
import { unitId } from "./units.js";

/** Units in words or as ids of Grafana. */
export interface HeatmapUnits {
  /** Of the bounds of the buckets, on the axis: `seconds`. */
  readonly bounds: string;
  /** Of the figure in a cell. Default: the query's. */
  readonly cells?: string;
}

/** A heat map of a histogram's buckets: the SDK's builder with our defaults. */
export class Heatmap extends PanelBuilder {
  readonly #query: Target<"le">;

  constructor(title: string, query: DrawableQuery<"le">, units: HeatmapUnits, options: TargetOptions = {}) {
    super();
    this.#query = target(query, "{le}", options);
    applyQueryFacts(this, [this.#query]);
    const cells = units.cells ?? query.unit;
    this.title(title)
      .datasource(datasource)
      .targets([prometheusQuery(this.#query, "buckets")])
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
      .yAxis(new YAxisConfigBuilder().unit(unitId(units.bounds)))
      .showValue(VisibilityMode.Never)
      .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true).showColorScale(true))
      .span(12)
      .height(8);
    if (cells !== undefined) this.unit(unitId(cells)).cellValues(new CellValuesBuilder().unit(unitId(cells)));
  }

  /** Adds the normal figures and the action otherwise; the rest of the description comes from the queries. */
  about(guidance: PanelGuidance): this {
    return this.description(describePanel([this.#query], guidance) ?? "");
  }
}

/**
 * The distribution of values over time: a row for each bucket, darker with more values. The query is a rate or increase
 * of the buckets, `sum by (le)`: another label would put several series into one cell, and doesn't compile.
 */
export function heatmap(
  title: string,
  query: DrawableQuery<"le">,
  units: HeatmapUnits,
  options?: TargetOptions,
): Heatmap {
  return new Heatmap(title, query, units, options);
}
