import { VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { datasource } from "./datasource.js";
import { seriesLinks, type DataLink } from "./links.js";
import { listLegend, noData, sharedTooltip } from "./panel.js";
import { prometheusQuery } from "./prometheus-query.js";
import type { Target } from "./target.js";
import { fixedColor, neutral, thresholds } from "./values.js";

/** States over time: the SDK's builder with our defaults. */
export class StateTimeline<L extends string> extends PanelBuilder {
  readonly #links: DataLink<L>[] = [];

  constructor(title: string, targets: readonly Target<L>[]) {
    super();
    this.title(title)
      .datasource(datasource)
      .targets(targets.map((one) => prometheusQuery(one, "range")))
      // What is shown are the names of states.
      .unit("none")
      .noValue(noData)
      .thresholds(thresholds(neutral.shape))
      // By thresholds Grafana would put values of one range together and write the range in place of the state's name.
      .colorScheme(fixedColor("text"))
      .legend(listLegend())
      .tooltip(sharedTooltip())
      .mergeValues(true)
      .showValue(VisibilityMode.Auto)
      .rowHeight(0.8)
      .span(12)
      .height(8);
  }

  /** A link from each line. */
  link(link: DataLink<L>): this {
    this.#links.push(link);
    return this.dataLinks(seriesLinks(this.#links));
  }
}

/** One line per series, colored by its state; name the states with `.mappings([mapValues({…})])`. */
export function stateTimeline<L extends string>(title: string, ...targets: readonly Target<L>[]): StateTimeline<L> {
  return new StateTimeline(title, targets);
}
