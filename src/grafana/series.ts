import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  StackingConfigBuilder,
  StackingMode,
  VisibilityMode,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { datasource } from "./datasource.js";
import { describePanel, type PanelGuidance } from "./description.js";
import { seriesLinks, type DataLink } from "./links.js";
import { properties } from "./overrides.js";
import { listLegend, sharedTooltip, tableLegend, type Calculation } from "./panel.js";
import { prometheusQuery } from "./prometheus-query.js";
import { applyQueryFacts } from "./query-defaults.js";
import { drawnTargets, type DrawableQuery, type Legend, type Target } from "./target.js";
import { thresholds, type Step } from "./values.js";

/** A time-series panel: the SDK's builder with our defaults. `L` are the labels that all its queries have. */
export class Series<L extends string> extends PanelBuilder {
  readonly #links: DataLink<L>[] = [];
  readonly #queries: readonly Target<L>[];

  constructor(title: string, targets: readonly Target<L>[]) {
    super();
    this.#queries = targets;
    applyQueryFacts(this, targets);
    this.title(title)
      .datasource(datasource)
      .targets(targets.map((one) => prometheusQuery(one, "range")))
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

  /** Adds the normal figures and the action otherwise; the rest of the description comes from the queries. */
  about(guidance: PanelGuidance): this {
    return this.description(describePanel(this.#queries, guidance) ?? "");
  }

  /** Stacked and filled: for parts of a whole. */
  stacked(): this {
    return this.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A")).fillOpacity(40);
  }

  /** A bar for each value: for events, which a line draws as a point or not at all. */
  bars(): this {
    return this.drawStyle(GraphDrawStyle.Bars).fillOpacity(80);
  }

  /** Dashed lines at the thresholds. The series keep their colors. */
  thresholdLines(base: string, ...steps: readonly Step[]): this {
    return this.thresholds(thresholds(base, ...steps)).thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed),
    );
  }

  /** A logarithmic axis from this value on: for times, of which one outage would flatten the usual ones. */
  logarithmic(from: number): this {
    // Grafana writes the text of an empty answer at the lines of the axis that have no figure.
    return this.scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(10))
      .axisSoftMin(from)
      .overrideByRegexp("/.*/", properties({ noValue: " " }));
  }

  /** A legend as a table with these calculations of each series. */
  legendTable(placement: "bottom" | "right", ...calculations: readonly Calculation[]): this {
    return this.legend(tableLegend(placement, calculations));
  }

  /** A link from each series. All queries of the panel must have its labels. */
  link(link: DataLink<L>): this {
    this.#links.push(link);
    return this.dataLinks(seriesLinks(this.#links));
  }
}

/**
 * Values over time, of one query or of several:
 *
 * ```ts
 * series("Requests", requestRate(scope, ["service"]), "{service}").about({ normal: "follows the day" });
 * series("Response time", target(responseTime(scope, 0.5, []), "p50"), target(responseTime(scope, 0.95, []), "p95"));
 * ```
 */
export function series<L extends string, const T extends string = "">(
  title: string,
  first?: DrawableQuery<L> | Target<L>,
  second?: Legend<T, L> | Target<L>,
  ...others: readonly Target<L>[]
): Series<L> {
  return new Series(title, drawnTargets(first, second, ...others));
}
