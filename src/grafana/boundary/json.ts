/** Hole: `JSON.parse` returns `any`. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * A value as plain JSON: a copy that shares nothing with the original, without what JSON can't say, such as functions
 * (the SDK's queries carry one) and keys without a value.
 */
export function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** An object as plain JSON; see {@link toJson}. */
export function toJsonObject(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
