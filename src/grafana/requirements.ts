import { objectAt, objectsAt, textAt, type JsonObject } from "./json.js";

/** The names of the missing parts: title and description, and of a panel that shows values, unit and noValue. */
export function missingParts(panel: JsonObject): string[] {
  const missing: string[] = [];
  // Only a library panel has no type: its content is in one Grafana, on which no file can rely.
  if (textAt(panel, "type") === undefined) missing.push("type (a library panel can't be provisioned)");
  if (textAt(panel, "title") === undefined) missing.push("title");
  if (textAt(panel, "description") === undefined) missing.push("description");
  if (textAt(panel, "type") === "text") return missing;
  // Of its field configuration a node graph uses links alone; its units are options.
  if (textAt(panel, "type") === "nodeGraph") return missing;
  if (!hasUnit(panel)) missing.push('unit (.unit("none") for plain numbers)');
  const defaults = objectAt(objectAt(panel, "fieldConfig"), "defaults");
  if (textAt(defaults, "noValue") === undefined) missing.push("noValue (what stands there when there is nothing)");
  return missing;
}

/** Whether the panel has a unit, by default or in an override. */
function hasUnit(panel: JsonObject): boolean {
  const fieldConfig = objectAt(panel, "fieldConfig");
  if (textAt(objectAt(fieldConfig, "defaults"), "unit") !== undefined) return true;
  return objectsAt(fieldConfig, "overrides")
    .flatMap((override) => objectsAt(override, "properties"))
    .some(({ id, value }) => id === "unit" && value !== "");
}
