/** The color of texts in place of missing values, in a finished panel. */
import { change, objectAt, objectsAt, textAt, toJsonObject, type JsonObject } from "./json.js";
import { noData } from "./panel.js";
import { mapMissing, missingColor, neutral } from "./values.js";

/**
 * Grafana colors the text of a missing value by the lowest threshold, which is often the color of a good state. Gives it
 * the gray of no state in stats, and in the columns of a table whose values have colors as texts.
 */
export function grayMissing(panel: JsonObject): JsonObject {
  const type = textAt(panel, "type");
  if (type !== "stat" && type !== "table") return panel;
  return change(panel, "fieldConfig", (config) => {
    const defaults = objectAt(config, "defaults");
    const text = textAt(defaults, "noValue") ?? noData;
    return {
      ...config,
      ...(type === "stat" && (hasColors(defaults) || hasSparkline(panel))
        ? { defaults: withMissing(defaults, text) }
        : {}),
      overrides: objectsAt(config, "overrides").map((one) => grayOverride(one, text)),
    };
  });
}

/** Whether the lowest threshold has a color of its own. */
function hasColors(defaults: JsonObject): boolean {
  const [lowest] = objectsAt(objectAt(defaults, "thresholds"), "steps");
  return lowest !== undefined && lowest["color"] !== neutral.text;
}

/** Whether a missing value is NaN, which Grafana shows as such without a mapping. */
const hasSparkline = (panel: JsonObject): boolean => objectAt(panel, "options")["graphMode"] === "area";

function grayOverride(override: JsonObject, textOfPanel: string): JsonObject {
  const properties = objectsAt(override, "properties");
  const valueOf = (id: string) => properties.find((one) => one["id"] === id)?.["value"];
  const isColored = properties.some((one) => textAt(objectAt(one, "value"), "type") === "color-text");
  if (!isColored || (valueOf("thresholds") ?? valueOf("mappings")) === undefined) return override;
  const own = valueOf("noValue");
  const { mappings } = withMissing(
    { mappings: valueOf("mappings") ?? [] },
    typeof own === "string" ? own : textOfPanel,
  );
  return {
    ...override,
    properties: [...properties.filter((one) => one["id"] !== "mappings"), { id: "mappings", value: mappings }],
  };
}

const withMissing = <T extends JsonObject>(config: T, text: string) => ({
  ...config,
  mappings: [...objectsAt(config, "mappings"), toJsonObject(mapMissing({ text, color: missingColor }))],
});
