import type { Json, JsonObject } from "./boundary/json.js";

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object at a key; an empty one where there is none. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

/** The objects of the list at a key; none where there is no list. */
export function objectsAt(object: JsonObject, key: string): readonly JsonObject[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The text at a key, unless it is empty. */
export function textAt(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The object without these keys. */
export function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** The object without those of these keys that hold exactly this value. */
export function withoutDefaults(object: JsonObject, defaults: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([key, value]) => !Object.hasOwn(defaults, key) || defaults[key] !== value),
  );
}

/** The object with the value at a key changed, where there is such a key. */
export function change(object: JsonObject, key: string, to: (value: JsonObject) => JsonObject): JsonObject {
  const value = object[key];
  return isObject(value) ? { ...object, [key]: to(value) } : object;
}

/** The object with each object of the list at a key changed, where there is such a list. */
export function changeEach(object: JsonObject, key: string, to: (value: JsonObject) => JsonObject): JsonObject {
  return Array.isArray(object[key]) ? { ...object, [key]: objectsAt(object, key).map(to) } : object;
}

/** What a person looks for comes first; everything else by the alphabet. */
const first = [
  "uid",
  "id",
  "type",
  "refId",
  "key",
  "name",
  "title",
  "label",
  "description",
  "question",
  "gridPos",
  "datasource",
  "expr",
];

const ranks = new Map(first.map((key, index) => [key, index]));

/** The same value with its keys in an order that doesn't depend on how it was built. */
export function inStableOrder(value: Json): Json {
  if (Array.isArray(value)) return value.map(inStableOrder);
  return isObject(value) ? objectInStableOrder(value) : value;
}

export function objectInStableOrder(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object)
      .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map(([key, value]) => [key, inStableOrder(value)]),
  );
}

function rank(key: string): number {
  return ranks.get(key) ?? first.length;
}
