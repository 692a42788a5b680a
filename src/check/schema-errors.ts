import { suggestionText } from "./suggestion-text.js";
import { quote } from "./location.js";
import { isRecord, kindOf, list, own, text } from "./value.js";
import type { SchemaError } from "./validators/validator.js";

/** Message and fix of a finding. */
export interface FindingText {
  readonly message: string;
  readonly fix: string;
}

/** The text of a value in a message; of a file that may hold a secret, no value is shown. */
type Show = (value: unknown) => string;

const shownValue: Show = (value) => {
  if (typeof value === "string") return value.includes("-----BEGIN") ? "this text" : quote(value);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : kindOf(value);
};

const hiddenValue: Show = () => "this value";

const articles: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  null: "null",
};

const described = (schema: unknown) => text(own(schema, "description"));

const names = (values: unknown): readonly string[] =>
  list(values).map((value) => (typeof value === "string" ? value : JSON.stringify(value)));

/** The fix for a value that fits no branch of an `anyOf`: its values, its patterns or its types. */
const alternatives = (branches: unknown, value: unknown): string => {
  const values = list(branches).flatMap((branch) => names(own(branch, "enum")));
  if (typeof value === "string" && values.length > 0) return suggestionText(value, values);
  const types = list(branches).map((branch) => articles[text(own(branch, "type")) ?? ""] ?? "another shape");
  const patterns = list(branches).flatMap((branch) => text(own(branch, "pattern")) ?? []);
  if (typeof value === "string" && patterns.length > 0) return `write it as ${patterns.join(" or ")}`;
  return `write ${[...new Set(types)].join(" or ")}`;
};

/** Findings of keywords that limit a length, a number of entries or a figure. */
const limits: Readonly<Record<string, (limit: string) => FindingText>> = {
  minLength: () => ({ message: "this text is empty", fix: "write something" }),
  maxLength: (limit) => ({ message: "this text is too long", fix: `use at most ${limit} characters` }),
  minItems: (limit) => ({ message: "too few entries", fix: `at least ${limit}` }),
  maxItems: (limit) => ({
    message: "too many entries",
    fix: limit === "0" ? "leave it empty" : `at most ${limit}`,
  }),
  minimum: (limit) => ({ message: "this figure is too small", fix: `at least ${limit}` }),
  maximum: (limit) => ({ message: "this figure is too big", fix: `at most ${limit}` }),
};

/**
 * An error of a validator in words.
 * @param secret Whether the file may hold a secret; its values are not printed then.
 */
export const findingText = ({ keyword, params, parentSchema, data }: SchemaError, secret: boolean): FindingText => {
  const show = secret ? hiddenValue : shownValue;
  const limit = limits[keyword];
  switch (keyword) {
    case "additionalProperties": {
      const key = String(params["additionalProperty"]);
      const properties = own(parentSchema, "properties");
      return {
        message: `unknown key ${quote(key)}`,
        fix: suggestionText(key, isRecord(properties) ? Object.keys(properties) : []),
      };
    }
    case "required": {
      const key = String(params["missingProperty"]);
      const about = described(own(own(parentSchema, "properties"), key));
      return { message: `${quote(key)} is missing`, fix: `add it${about === undefined ? "" : ` (${about})`}` };
    }
    case "enum": {
      const allowed = names(params["allowedValues"]);
      return { message: `${show(data)} is not allowed here`, fix: suggestionText(text(data) ?? "", allowed) };
    }
    case "const":
      return {
        message: `${show(data)} is not allowed here`,
        fix: `write ${JSON.stringify(params["allowedValue"])}`,
      };
    case "type":
      return {
        message: `this is ${kindOf(data)}`,
        fix: `write ${articles[String(params["type"])] ?? String(params["type"])}`,
      };
    case "pattern":
      return {
        message: `${show(data)} is not written as it must be`,
        fix: `write ${described(parentSchema) ?? `it as ${String(params["pattern"])}`}`,
      };
    case "anyOf":
      return {
        message: `${show(data)} is not allowed here`,
        fix: alternatives(own(parentSchema, "anyOf"), secret ? undefined : data),
      };
    default:
      return limit === undefined
        ? { message: "this doesn't fit the schema", fix: `the schema asks for ${keyword}` }
        : limit(String(params["limit"]));
  }
};

const isBelow = (error: SchemaError, union: SchemaError) =>
  error.schemaPath.startsWith(`${union.schemaPath}/`) && error.instancePath.startsWith(union.instancePath);

const branchOf = (error: SchemaError, union: SchemaError) =>
  error.schemaPath.slice(union.schemaPath.length + 1).split("/")[0];

/**
 * The errors that are worth a finding. A value that fits no branch of a union has errors of each branch: only those of
 * the one branch of its type are kept, or else the error of the union. The error of a discriminator is dropped, since it
 * repeats the error of the enum.
 */
export const relevantErrors = (errors: readonly SchemaError[]): readonly SchemaError[] => {
  const dropped = new Set(errors.filter(({ keyword }) => keyword === "discriminator"));
  for (const union of errors.filter(({ keyword }) => keyword === "anyOf")) {
    const inside = errors.filter((error) => isBelow(error, union));
    const wrongType = new Set(
      inside
        .filter(({ keyword, instancePath }) => keyword === "type" && instancePath === union.instancePath)
        .map((error) => branchOf(error, union)),
    );
    const meant = new Set(inside.map((error) => branchOf(error, union)).filter((branch) => !wrongType.has(branch)));
    const keep = meant.size === 1 ? inside.filter((error) => meant.has(branchOf(error, union))) : [union];
    for (const error of [union, ...inside]) if (!keep.includes(error)) dropped.add(error);
  }
  return errors.filter((error) => !dropped.has(error));
};
