import { PanelBuilder, TextMode } from "@grafana/grafana-foundation-sdk/text";

/** A panel with Markdown. */
export function text(title: string, markdown: string): PanelBuilder {
  return new PanelBuilder().title(title).mode(TextMode.Markdown).content(markdown).span(24).height(3);
}
