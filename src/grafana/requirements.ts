import { objectAt, objectsAt, textAt, type JsonObject } from "./json.js";

/** What a panel must have and doesn't, in words: title and description; and, where it shows values, unit and noValue. */
export function missingParts(panel: JsonObject): string[] {
  const missing: string[] = [];
  // Only a panel of a library has no type: its content is stored in one Grafana, which no file can rely on.
  if (textAt(panel, "type") === undefined) missing.push("type (a library panel can't be provisioned)");
  if (textAt(panel, "title") === undefined) missing.push("title");
  if (textAt(panel, "description") === undefined) missing.push("description");
  if (textAt(panel, "type") === "text") return missing;
  // A node graph keeps nothing of its field configuration but links; its units are options.
  if (textAt(panel, "type") === "nodeGraph") return missing;
  if (!hasUnit(panel)) missing.push('unit (.unit("none") for plain numbers)');
  const defaults = objectAt(objectAt(panel, "fieldConfig"), "defaults");
  if (textAt(defaults, "noValue") === undefined) missing.push("noValue (what stands there when there is nothing)");
  return missing;
}

/** Whether values have a unit somewhere: by default, or in an override of a field. */
function hasUnit(panel: JsonObject): boolean {
  const fieldConfig = objectAt(panel, "fieldConfig");
  if (textAt(objectAt(fieldConfig, "defaults"), "unit") !== undefined) return true;
  return objectsAt(fieldConfig, "overrides")
    .flatMap((override) => objectsAt(override, "properties"))
    .some(({ id, value }) => id === "unit" && value !== "");
}
