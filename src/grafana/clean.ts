/**
 * Removes from the SDK's output (0.0.21) defaults that Grafana reads differently, and fields without effect. A caller
 * can't choose such a default: a legend is hidden by its display mode instead, and nothing is in the controls menu.
 */
import { change, changeEach, textAt, without, withoutDefaults, type JsonObject } from "./json.js";

export function cleanPanel(panel: JsonObject): JsonObject {
  const repeats = textAt(panel, "repeat") !== undefined;
  let clean = withoutDefaults(panel, { transparent: false, ...(repeats ? {} : { repeatDirection: "h" }) });
  clean = changeEach(clean, "links", toDataLink);
  clean = change(clean, "fieldConfig", cleanFieldConfig);
  return change(clean, "options", (options) => cleanOptions(textAt(panel, "type") ?? "", options));
}

/** Removes the fields of a dashboard link, which the SDK adds to a data link. */
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
  // A bar gauge labels its bars; its legend belongs to another mode.
  if (type !== "bargauge") clean = change(clean, "legend", showLegend);
  clean = change(clean, "reduceOptions", reduceToLastValue);
  return type === "heatmap" ? change(clean, "color", colorInSteps) : clean;
}

/** The SDK hides legends by default, and has a mode for hidden ones that Grafana doesn't know any more. */
function showLegend(legend: JsonObject): JsonObject {
  if (!("displayMode" in legend)) return legend;
  const isShown = legend["displayMode"] !== "hidden";
  return { ...legend, showLegend: isShown, ...(isShown ? {} : { displayMode: "list" }) };
}

function reduceToLastValue(options: JsonObject): JsonObject {
  const calcs = options["calcs"];
  return Array.isArray(calcs) && calcs.length === 0 ? { ...options, calcs: ["lastNotNull"] } : options;
}

/** The default of the SDK's builder is 0 steps, that of the panel 64. */
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

/** The SDK puts every annotation into the controls menu, where it has no switch in the bar. */
export function cleanAnnotation(annotation: JsonObject): JsonObject {
  return withoutDefaults(without(annotation, "placement"), { builtIn: 0 });
}

/** The SDK puts every link into the controls menu. */
export function cleanDashboardLink(link: JsonObject): JsonObject {
  return without(link, "placement");
}
