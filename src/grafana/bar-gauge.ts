import { PanelBuilder } from "@grafana/grafana-foundation-sdk/bargauge";
import { BarGaugeDisplayMode, BarGaugeNamePlacement, VizOrientation } from "@grafana/grafana-foundation-sdk/common";
import { datasource } from "./datasource.js";
import { describePanel, type PanelGuidance } from "./description.js";
import { seriesLinks, type DataLink } from "./links.js";
import { lastValue } from "./panel.js";
import { prometheusQuery } from "./prometheus-query.js";
import { applyQueryFacts } from "./query-defaults.js";
import { drawnTargets, type DrawableQuery, type Legend, type Target } from "./target.js";
import { neutral, thresholds } from "./values.js";

/** Bars: the SDK's builder with our defaults. */
export class BarGauge<L extends string> extends PanelBuilder {
  readonly #links: DataLink<L>[] = [];
  readonly #queries: readonly Target<L>[];

  constructor(title: string, targets: readonly Target<L>[]) {
    super();
    this.#queries = targets;
    applyQueryFacts(this, targets);
    this.title(title)
      .datasource(datasource)
      .targets(targets.map((one) => prometheusQuery(one, "instant")))
      .thresholds(thresholds(neutral.shape))
      .reduceOptions(lastValue())
      .orientation(VizOrientation.Horizontal)
      .displayMode(BarGaugeDisplayMode.Basic)
      .namePlacement(BarGaugeNamePlacement.Left)
      .min(0)
      .span(8)
      .height(8);
  }

  /** Adds the normal figures and the action otherwise; the rest of the description comes from the queries. */
  about(guidance: PanelGuidance): this {
    return this.description(describePanel(this.#queries, guidance) ?? "");
  }

  /** A link from each bar. */
  link(link: DataLink<L>): this {
    this.#links.push(link);
    return this.dataLinks(seriesLinks(this.#links));
  }
}

/** The current value of each series as a bar. */
export function barGauge<L extends string, const T extends string = "">(
  title: string,
  first?: DrawableQuery<L> | Target<L>,
  second?: Legend<T, L> | Target<L>,
  ...others: readonly Target<L>[]
): BarGauge<L> {
  return new BarGauge(title, drawnTargets(first, second, ...others));
}
