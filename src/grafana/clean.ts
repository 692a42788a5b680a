/**
 * Takes out of the SDK's output (0.0.21) what Grafana would understand wrongly, and what says nothing. Where a default
 * can't be told from a choice, the choice is made elsewhere: a legend is hidden by its display mode, and nothing is
 * placed into the controls menu.
 */
import { change, changeEach, textAt, without, withoutDefaults, type JsonObject } from "./json.js";

export function cleanPanel(panel: JsonObject): JsonObject {
  const repeats = textAt(panel, "repeat") !== undefined;
  let clean = withoutDefaults(panel, { transparent: false, ...(repeats ? {} : { repeatDirection: "h" }) });
  clean = changeEach(clean, "links", toDataLink);
  clean = change(clean, "fieldConfig", cleanFieldConfig);
  return change(clean, "options", (options) => cleanOptions(textAt(panel, "type") ?? "", options));
}

/** The SDK puts the fields of a dashboard's link into a data link. */
function toDataLink(link: JsonObject): JsonObject {
  const { title = "", url = "", targetBlank = false, oneClick } = link;
  return { title, url, targetBlank, ...(oneClick === undefined ? {} : { oneClick }) };
}

function cleanFieldConfig(fieldConfig: JsonObject): JsonObject {
  const withDefaults = change(fieldConfig, "defaults", (defaults) => changeEach(defaults, "links", toDataLink));
  return changeEach(withDefaults, "overrides", (override) =>
    changeEach(override, "properties", (property) =>
      property["id"] === "links" ? changeEach(property, "value", toDataLink) : property,
    ),
  );
}

function cleanOptions(type: string, options: JsonObject): JsonObject {
  let clean = options;
  // A bar gauge names its bars itself; its legend is for another mode.
  if (type !== "bargauge") clean = change(clean, "legend", showLegend);
  clean = change(clean, "reduceOptions", reduceToLastValue);
  return type === "heatmap" ? change(clean, "color", colorInSteps) : clean;
}

/** The SDK's legends are hidden unless told otherwise. */
function showLegend(legend: JsonObject): JsonObject {
  return "displayMode" in legend ? { ...legend, showLegend: legend["displayMode"] !== "hidden" } : legend;
}

function reduceToLastValue(options: JsonObject): JsonObject {
  const calcs = options["calcs"];
  return Array.isArray(calcs) && calcs.length === 0 ? { ...options, calcs: ["lastNotNull"] } : options;
}

/** The SDK's builder for the colors starts with no steps at all, the panel with 64. */
function colorInSteps(color: JsonObject): JsonObject {
  return {
    ...color,
    ...(color["steps"] === 0 ? { steps: 64 } : {}),
    ...(color["exponent"] === 0 ? { exponent: 0.5 } : {}),
    ...(color["fill"] === "" ? { fill: "dark-orange" } : {}),
  };
}

export function cleanVariable(variable: JsonObject): JsonObject {
  const noise = textAt(variable, "type") === "interval" ? [] : ["auto", "auto_min", "auto_count"];
  return withoutDefaults(without(variable, ...noise), { skipUrlSync: false });
}

/** The SDK puts every annotation into the menu of the controls, which Grafana shows without a switch in the bar. */
export function cleanAnnotation(annotation: JsonObject): JsonObject {
  return withoutDefaults(without(annotation, "placement"), { builtIn: 0 });
}

/** The SDK puts every link into the menu of the controls. */
export function cleanDashboardLink(link: JsonObject): JsonObject {
  return without(link, "placement");
}
