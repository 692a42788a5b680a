import { AnnotationQueryBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { datasource } from "./datasource.js";
import { prometheusQuery } from "./prometheus-query.js";
import { grafanaTemplate, target, type DrawableQuery, type Template } from "./target.js";

/**
 * Events from Prometheus, drawn as marks over all panels with a time axis: one wherever the query has a value other
 * than 0; values that follow each other become one mark with a beginning and an end.
 *
 * Only `target` is filled: Grafana 12 and 13 move the older `expr` and `step` there and forget them.
 */
export function annotation<L extends string, const Title extends string, const Text extends string = "">(options: {
  /** What stands beside the switch in the dashboard's bar. */
  readonly name: string;
  readonly query: DrawableQuery<L>;
  /** `"{service} failed over"`: labels that the query carries. */
  readonly title: Title extends Template<Title, L> ? Title : Template<Title, L>;
  readonly text?: Text extends Template<Text, L> ? Text : Template<Text, L>;
  /** Labels whose values are shown as tags. */
  readonly tags?: readonly NoInfer<L>[];
  readonly color: string;
  /** Whether it is on at first. Default: yes. */
  readonly enabled?: boolean;
  /** Without a switch. */
  readonly hidden?: boolean;
  /** The distance between two points at which the query is asked. Grafana's default is a minute. */
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
