import { BigValueColorMode, BigValueGraphMode, BigValueTextMode } from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { datasource } from "./datasource.js";
import { seriesLinks, type DataLink } from "./links.js";
import { lastValue, noData } from "./panel.js";
import { prometheusQuery } from "./prometheus-query.js";
import type { Target } from "./target.js";
import { neutral, thresholds } from "./values.js";

/** Big figures: the SDK's builder with our defaults. */
export class Stat<L extends string> extends PanelBuilder {
  readonly #links: DataLink<L>[] = [];

  constructor(title: string, targets: readonly Target<L>[]) {
    super();
    this.title(title)
      .datasource(datasource)
      .targets(targets.map((one) => prometheusQuery(one, "instant")))
      .noValue(noData)
      .thresholds(thresholds(neutral.text))
      .reduceOptions(lastValue())
      .graphMode(BigValueGraphMode.None)
      .colorMode(BigValueColorMode.Value)
      .textMode(BigValueTextMode.Auto)
      .span(4)
      .height(4);
  }

  /** A link from each figure. */
  link(link: DataLink<L>): this {
    this.#links.push(link);
    return this.dataLinks(seriesLinks(this.#links));
  }
}

/** What is now, in big figures, one per series. */
export function stat<L extends string>(title: string, ...targets: readonly Target<L>[]): Stat<L> {
  return new Stat(title, targets);
}
