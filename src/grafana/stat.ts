import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { or, vector } from "../promql/index.js";
import { datasource } from "./datasource.js";
import { describePanel, type PanelGuidance } from "./description.js";
import { seriesLinks, type DataLink } from "./links.js";
import { lastValue } from "./panel.js";
import { prometheusQuery } from "./prometheus-query.js";
import { applyQueryFacts } from "./query-defaults.js";
import { drawnTargets, type DrawableQuery, type Legend, type Target } from "./target.js";
import { isOfRange, sayRange } from "./time-range.js";
import { neutral, thresholds } from "./values.js";

/** Big figures: the SDK's builder with our defaults. */
export class Stat<L extends string> extends PanelBuilder {
  readonly #links: DataLink<L>[] = [];
  readonly #queries: readonly Target<L>[];

  constructor(title: string, targets: readonly Target<L>[]) {
    super();
    this.#queries = targets;
    applyQueryFacts(this, targets);
    const saysRange = title.includes("range");
    this.title(title)
      .datasource(datasource)
      .targets(targets.map((one) => prometheusQuery(saysRange ? one : sayRange(one), "instant")))
      .thresholds(thresholds(neutral.text))
      .reduceOptions(lastValue())
      .graphMode(BigValueGraphMode.None)
      .colorMode(BigValueColorMode.Value)
      .textMode(!saysRange && targets.some(isOfRange) ? BigValueTextMode.ValueAndName : BigValueTextMode.Auto)
      .span(4)
      .height(4);
  }

  /** Adds the normal figures and the action otherwise; the rest of the description comes from the queries. */
  about(guidance: PanelGuidance): this {
    return this.description(describePanel(this.#queries, guidance) ?? "");
  }

  /**
   * The course over the range behind the figure, which stays the last one. A query without a sample gives NaN, so that no
   * older figure stands for the last one: Grafana shows the text of an empty answer then.
   * @throws if a query carries a label: only a query without labels has one series, in which a sample can be missing.
   */
  sparkline(): this {
    const last = new ReduceDataOptionsBuilder().calcs(["last"]).fields("").values(false);
    return this.targets(this.#queries.map((one) => prometheusQuery({ ...one, ...withGaps(one) }, "range")))
      .graphMode(BigValueGraphMode.Area)
      .reduceOptions(last)
      .min(0);
  }

  /** A link from each figure. */
  link(link: DataLink<L>): this {
    this.#links.push(link);
    return this.dataLinks(seriesLinks(this.#links));
  }

  /** The figures are rows under their names, in sizes that can be read: Grafana's own shrink with the number of rows. */
  named(): this {
    return this.textMode(BigValueTextMode.ValueAndName)
      .orientation(VizOrientation.Horizontal)
      .text(new VizTextDisplayOptionsBuilder().titleSize(12).valueSize(18));
  }
}

function withGaps({ expression: { node, labels } }: Target): Pick<Target, "expression"> {
  if (labels.length > 0) throw new Error(`a sparkline takes a query without labels, not one by ${labels.join(", ")}`);
  return { expression: or<never, "gauge", "gauge">({ kind: "instant vector", node, labels: [] }, vector(NaN)) };
}

/** The current value of each series as a big figure. */
export function stat<L extends string, const T extends string = "">(
  title: string,
  first?: DrawableQuery<L> | Target<L>,
  second?: Legend<T, L> | Target<L>,
  ...others: readonly Target<L>[]
): Stat<L> {
  return new Stat(title, drawnTargets(first, second, ...others));
}
