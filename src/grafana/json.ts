export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * A copy of an object as plain JSON, without functions (the SDK's queries have one) and keys without a value. The result
 * is that of `JSON.stringify` and `JSON.parse`, without the text in between.
 */
export function toJsonObject(value: object): JsonObject {
  const json: WritableObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const entry = toJson(inner);
    if (entry !== undefined) put(json, key, entry);
  }
  return json;
}

interface WritableObject {
  [key: string]: Json;
}

/** Sets an own property, also one called `__proto__`. */
function put(object: WritableObject, key: string, value: Json): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, enumerable: true, configurable: true });
  else object[key] = value;
}

/** Undefined for a value that JSON doesn't have. */
export function toJson(value: unknown): Json | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      // JSON has neither NaN, infinities nor −0.
      return Number.isFinite(value) ? value + 0 : null;
    case "object":
      if (value === null) return null;
      if (Array.isArray(value)) return value.map((entry: unknown) => toJson(entry) ?? null);
      if ("toJSON" in value && typeof value.toJSON === "function")
        return toJson(Reflect.apply(value.toJSON, value, []));
      return toJsonObject(value);
    default:
      return undefined;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The object at a key; empty without one. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

/** The objects of the list at a key; none without a list. */
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
  if (!keys.some((key) => Object.hasOwn(object, key))) return object;
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** The object without those of these keys that hold exactly this value. */
export function withoutDefaults(object: JsonObject, defaults: JsonObject): JsonObject {
  return without(object, ...Object.keys(defaults).filter((key) => object[key] === defaults[key]));
}

/** The object with the object at a key changed, if there is one. */
export function change(object: JsonObject, key: string, to: (value: JsonObject) => JsonObject): JsonObject {
  const value = object[key];
  return isObject(value) ? { ...object, [key]: to(value) } : object;
}

/** The object with each object of the list at a key changed, if there is a list. */
export function changeEach(object: JsonObject, key: string, to: (value: JsonObject) => JsonObject): JsonObject {
  return Array.isArray(object[key]) ? { ...object, [key]: objectsAt(object, key).map(to) } : object;
}

/** Calls a function for every text in a value. */
export function forEachText(value: Json, call: (text: string) => void): void {
  if (typeof value === "string") call(value);
  else if (isList(value)) for (const entry of value) forEachText(entry, call);
  else if (isObject(value)) for (const entry of Object.values(value)) forEachText(entry, call);
}

/** The object with every text in it changed. */
export function mapTexts(object: JsonObject, to: (text: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, mapTextsIn(value, to)]));
}

function mapTextsIn(value: Json, to: (text: string) => string): Json {
  if (typeof value === "string") return to(value);
  if (isList(value)) return value.map((entry) => mapTextsIn(entry, to));
  return isObject(value) ? mapTexts(value, to) : value;
}

/** The keys that readers of a file need first; the others follow in alphabetical order. */
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

/** The value with its keys in an order that doesn't depend on how it was built. */
export function inStableOrder(value: Json): Json {
  if (isList(value)) return value.map(inStableOrder);
  return isObject(value) ? objectInStableOrder(value) : value;
}

export function objectInStableOrder(object: JsonObject): JsonObject {
  const ordered: WritableObject = {};
  for (const key of Object.keys(object).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)))
    put(ordered, key, inStableOrder(object[key] ?? null));
  return ordered;
}

function rank(key: string): number {
  return ranks.get(key) ?? first.length;
}
