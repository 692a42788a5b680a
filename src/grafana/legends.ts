/** Legends of finished panels. */
import { change, objectAt, objectsAt, textAt, type JsonObject } from "./json.js";

/** The entries that a list below a panel of half the width holds without a third line. */
const longestList = 6;

/** Grafana's units: a narrower panel has no room for a table beside its lines. */
const narrowest = 12;

/**
 * Makes tables with the last value, the mean and the maximum of legends that would be long lists. They stand at the
 * right: below, Grafana gives a legend a third of the height, and cuts the fourth name. Bars of events have no mean.
 *
 * @param countOf about how many values a label has in a legend
 */
export const tablesForLongLegends =
  (countOf: (label: string) => number) =>
  (panel: JsonObject): JsonObject => {
    const legend = objectAt(objectAt(panel, "options"), "legend");
    const { drawStyle } = objectAt(objectAt(objectAt(panel, "fieldConfig"), "defaults"), "custom");
    const isNarrow = Number(objectAt(panel, "gridPos")["w"] ?? narrowest) < narrowest;
    if (panel["type"] !== "timeseries" || legend["displayMode"] !== "list" || drawStyle === "bars" || isNarrow)
      return panel;
    if (countSeries(panel, countOf) <= longestList) return panel;
    return change(panel, "options", (options) => ({
      ...options,
      legend: { ...legend, displayMode: "table", placement: "right", calcs: ["lastNotNull", "mean", "max"] },
    }));
  };

function countSeries(panel: JsonObject, countOf: (label: string) => number): number {
  return objectsAt(panel, "targets")
    .map((target) => [...(textAt(target, "legendFormat") ?? "").matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)])
    .map((labels) => labels.reduce((count, [, label = ""]) => count * countOf(label), 1))
    .reduce((sum, count) => sum + count, 0);
}
