import { LegendDisplayMode, VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { datasource } from "./datasource.js";
import { describePanel, type PanelGuidance } from "./description.js";
import { seriesLinks, type DataLink } from "./links.js";
import { listLegend, sharedTooltip } from "./panel.js";
import { prometheusQuery } from "./prometheus-query.js";
import { applyQueryFacts } from "./query-defaults.js";
import { drawnTargets, type DrawableQuery, type Legend, type Target } from "./target.js";
import { fixedColor, neutral, thresholds } from "./values.js";

/** States over time: the SDK's builder with our defaults. */
export class StateTimeline<L extends string> extends PanelBuilder {
  readonly #links: DataLink<L>[] = [];
  readonly #queries: readonly Target<L>[];

  constructor(title: string, targets: readonly Target<L>[]) {
    super();
    this.#queries = targets;
    applyQueryFacts(this, targets);
    this.title(title)
      .datasource(datasource)
      .targets(targets.map((one) => prometheusQuery(one, "range")))
      // The panel shows names of states.
      .unit("none")
      .thresholds(thresholds(neutral.shape))
      // With colors by threshold, Grafana merges values of one range and shows the range in place of the state's name.
      .colorScheme(fixedColor("text"))
      .legend(listLegend())
      .tooltip(sharedTooltip())
      .mergeValues(true)
      .showValue(VisibilityMode.Auto)
      .rowHeight(0.8)
      .span(12)
      .height(8);
  }

  /** Adds the normal figures and the action otherwise; the rest of the description comes from the queries. */
  about(guidance: PanelGuidance): this {
    return this.description(describePanel(this.#queries, guidance) ?? "");
  }

  /** Leaves out the legend of states, for a panel with a key elsewhere. */
  hideLegend(): this {
    return this.legend(listLegend().displayMode(LegendDisplayMode.Hidden));
  }

  /** A link from each line. */
  link(link: DataLink<L>): this {
    this.#links.push(link);
    return this.dataLinks(seriesLinks(this.#links));
  }
}

/** One line for each series, colored by its state; name the states with `.mappings([mapValues({…})])`. */
export function stateTimeline<L extends string, const T extends string = "">(
  title: string,
  first?: DrawableQuery<L> | Target<L>,
  second?: Legend<T, L> | Target<L>,
  ...others: readonly Target<L>[]
): StateTimeline<L> {
  return new StateTimeline(title, drawnTargets(first, second, ...others));
}
