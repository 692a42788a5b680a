import { AnnotationQueryBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { datasource } from "./datasource.js";
import { prometheusQuery } from "./prometheus-query.js";
import { grafanaTemplate, target, type DrawableQuery, type Template } from "./target.js";

/**
 * Events from Prometheus as marks over all panels with a time axis: one mark at each value other than 0. Consecutive
 * values are one mark with a beginning and an end.
 *
 * The model has `target` alone: Grafana 12 and 13 move the older `expr` and `step` there and drop them.
 */
export function annotation<L extends string, const Title extends string, const Text extends string = "">(options: {
  /** The label of the switch in the dashboard's bar. */
  readonly name: string;
  readonly query: DrawableQuery<L>;
  /** A template over the labels of the query: `"{service} failed over"`. */
  readonly title: Title extends Template<Title, L> ? Title : Template<Title, L>;
  readonly text?: Text extends Template<Text, L> ? Text : Template<Text, L>;
  /** Labels whose values are shown as tags. */
  readonly tags?: readonly NoInfer<L>[];
  readonly color: string;
  /** Default: yes. */
  readonly enabled?: boolean;
  /** Without a switch. */
  readonly hidden?: boolean;
  /** The step of the range query. Grafana's default is a minute. */
  readonly step?: string;
}): AnnotationQueryBuilder {
  const { name, query, title, text, tags = [], color, enabled = true, hidden = false, step } = options;
  const asked = target(query, undefined, { refId: "Anno", ...(step === undefined ? {} : { interval: step }) });
  const builder = new AnnotationQueryBuilder()
    .name(name)
    .datasource(datasource)
    .enable(enabled)
    .hide(hidden)
    .iconColor(color)
    .target(prometheusQuery(asked, "range"))
    .titleFormat(grafanaTemplate(title));
  if (text !== undefined) builder.textFormat(grafanaTemplate(text));
  if (tags.length > 0) builder.tagKeys(tags.join(","));
  return builder;
}
