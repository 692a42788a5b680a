import { PanelBuilder } from "@grafana/grafana-foundation-sdk/bargauge";
import { BarGaugeDisplayMode, BarGaugeNamePlacement, VizOrientation } from "@grafana/grafana-foundation-sdk/common";
import { datasource } from "./datasource.js";
import { seriesLinks, type DataLink } from "./links.js";
import { lastValue, noData } from "./panel.js";
import { prometheusQuery } from "./prometheus-query.js";
import type { Target } from "./target.js";
import { neutral, thresholds } from "./values.js";

/** Bars: the SDK's builder with our defaults. */
export class BarGauge<L extends string> extends PanelBuilder {
  readonly #links: DataLink<L>[] = [];

  constructor(title: string, targets: readonly Target<L>[]) {
    super();
    this.title(title)
      .datasource(datasource)
      .targets(targets.map((one) => prometheusQuery(one, "instant")))
      .noValue(noData)
      .thresholds(thresholds(neutral.shape))
      .reduceOptions(lastValue())
      .orientation(VizOrientation.Horizontal)
      .displayMode(BarGaugeDisplayMode.Basic)
      .namePlacement(BarGaugeNamePlacement.Left)
      .min(0)
      .span(8)
      .height(8);
  }

  /** A link from each bar. */
  link(link: DataLink<L>): this {
    this.#links.push(link);
    return this.dataLinks(seriesLinks(this.#links));
  }
}

/** What is now, as one bar per series. */
export function barGauge<L extends string>(title: string, ...targets: readonly Target<L>[]): BarGauge<L> {
  return new BarGauge(title, targets);
}
