import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

/** A builder of a panel, ours or the SDK's. */
export type PanelBuilder = Builder<Panel>;

/** The default text for an empty answer. */
export const noData = "no data";

/** The calculations of legends and reductions, by Grafana's ids. */
export type Calculation = "lastNotNull" | "min" | "max" | "mean" | "sum" | "count" | "first" | "range" | "diff";

export function listLegend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true);
}

export function tableLegend(placement: "bottom" | "right", calculations: readonly Calculation[]) {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.Table)
    .placement(placement === "right" ? LegendPlacement.Right : LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([...calculations]);
}

export function sharedTooltip(): VizTooltipOptionsBuilder {
  return new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
}

/** The last value of each series. */
export function lastValue(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("").values(false);
}
