import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  StackingConfigBuilder,
  StackingMode,
  VisibilityMode,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { datasource } from "./datasource.js";
import { seriesLinks, type DataLink } from "./links.js";
import { listLegend, noData, sharedTooltip, tableLegend, type Calculation } from "./panel.js";
import { prometheusQuery } from "./prometheus-query.js";
import type { Target } from "./target.js";
import { thresholds, type Step } from "./values.js";

/** A time-series panel: the SDK's builder with our defaults. `L` are the labels that all its queries carry. */
export class Series<L extends string> extends PanelBuilder {
  readonly #links: DataLink<L>[] = [];

  constructor(title: string, targets: readonly Target<L>[]) {
    super();
    this.title(title)
      .datasource(datasource)
      .targets(targets.map((one) => prometheusQuery(one, "range")))
      .noValue(noData)
      .legend(listLegend())
      .tooltip(sharedTooltip())
      .lineWidth(1)
      .fillOpacity(0)
      .showPoints(VisibilityMode.Never)
      .spanNulls(false)
      .axisSoftMin(0)
      .span(12)
      .height(8);
  }

  /** One above the other, filled: for parts of a whole. */
  stacked(): this {
    return this.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A")).fillOpacity(40);
  }

  /** Parts of a whole of 100 %, one above the other. */
  stackedShares(): this {
    return this.stacking(new StackingConfigBuilder().mode(StackingMode.Percent).group("A")).fillOpacity(40);
  }

  /** A bar for each value: for events, which a line would draw as a point or not at all. */
  bars(): this {
    return this.drawStyle(GraphDrawStyle.Bars).fillOpacity(80);
  }

  /** Dashed lines where values begin to mean something else. The series keep their own colors. */
  thresholdLines(base: string, ...steps: readonly Step[]): this {
    return this.thresholds(thresholds(base, ...steps)).thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed),
    );
  }

  /** A legend that is a table with these figures of each series. */
  legendTable(placement: "bottom" | "right", ...calculations: readonly Calculation[]): this {
    return this.legend(tableLegend(placement, calculations));
  }

  /** A link from each series. Its labels must be carried by every query of the panel. */
  link(link: DataLink<L>): this {
    this.#links.push(link);
    return this.dataLinks(seriesLinks(this.#links));
  }
}

/** Values over time: `series("Requests", target(requestRate, "{service}")).unit("reqps").description("…")`. */
export function series<L extends string>(title: string, ...targets: readonly Target<L>[]): Series<L> {
  return new Series(title, targets);
}
