import * as z from "zod";
import type { PathIssue, ValueIssue } from "./issue.js";
import { suggestionText } from "./suggestion-text.js";
import { inputSchema } from "./input-schema.js";

/** The schema at a path, without the wrappers that say that it may be missing. */
const fieldAt = (schema: unknown, [step, ...rest]: readonly PropertyKey[]): unknown => {
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return fieldAt(schema.unwrap(), step === undefined ? [] : [step, ...rest]);
  if (step === undefined) return schema;
  if (schema instanceof z.ZodArray) return fieldAt(schema.element, rest);
  return schema instanceof z.ZodObject ? fieldAt(schema.shape[String(step)], rest) : undefined;
};

const keysAt = (path: readonly PropertyKey[]): string[] => {
  const schema = fieldAt(inputSchema, path);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
};

const isScalarValue = (value: unknown) => value !== undefined && value !== null && typeof value !== "object";

const expectedTypes = {
  string: { noun: "a text", fix: "write a text; put numbers, true and false in quotes" },
  number: { noun: "a number", fix: "write a number without quotes or units" },
  int: { noun: "a whole number", fix: "write a whole number" },
  boolean: { noun: "true or false", fix: "write true or false, without quotes" },
  array: { noun: "a list", fix: "write a list: one line for each entry, starting with -" },
  object: { noun: "a mapping", fix: "write keys and values: one line for each, key: value" },
} as const satisfies Record<string, { noun: string; fix: string }>;

const isExpectedType = (name: string): name is keyof typeof expectedTypes => Object.hasOwn(expectedTypes, name);

/** The issue that a number has as a text: a duration has no unit. */
const issueAsText = (path: readonly PropertyKey[], value: number): ValueIssue | undefined => {
  const schema = fieldAt(inputSchema, path);
  const issues = schema instanceof z.ZodString ? (schema.safeParse(String(value)).error?.issues ?? []) : [];
  return issues.filter(({ code }) => code === "custom").map(valueIssue)[0];
};

const typeIssue = (issue: z.core.$ZodIssueInvalidType): ValueIssue => {
  const key = String(issue.path.at(-1) ?? "");
  if (issue.input === undefined) return { reason: "is missing", fix: `add the key ${key}` };
  if (issue.input === null && (key === "colour" || key === "color"))
    return { reason: "is empty", fix: 'in YAML # starts a comment; write the colour in quotes: "#0072B2"' };
  if (issue.input === null) return { reason: "is empty", fix: "give it a value or leave the key out" };
  if (issue.expected === "array" && typeof issue.input === "string")
    return { reason: "is not a list", fix: `write a list: [${JSON.stringify(issue.input)}]` };
  const textIssue = typeof issue.input === "number" ? issueAsText(issue.path, issue.input) : undefined;
  if (issue.expected === "string" && textIssue !== undefined) return textIssue;
  const { noun, fix } = isExpectedType(issue.expected)
    ? expectedTypes[issue.expected]
    : { noun: issue.expected, fix: `write ${issue.expected}` };
  return { reason: `is not ${noun}`, fix };
};

const choiceIssue = (issue: z.core.$ZodIssueInvalidValue): ValueIssue => {
  const values = issue.values.map(String);
  if (issue.input === undefined) return { reason: "is missing", fix: `add it: ${values.join(", ")}` };
  if (issue.input === null) return { reason: "is empty", fix: `write one of ${values.join(", ")}` };
  return {
    reason: `is not one of ${values.join(", ")}`,
    fix: suggestionText(typeof issue.input === "string" ? issue.input : "", values, "write one of them"),
  };
};

const keyIssue = (key: string, path: readonly PropertyKey[]): ValueIssue => {
  const known = keysAt(path);
  return { reason: "is not a known key", fix: suggestionText(key, known, `known keys: ${known.join(", ")}`) };
};

const valueIssue = (issue: z.core.$ZodIssue): ValueIssue => {
  switch (issue.code) {
    case "invalid_type":
      return typeIssue(issue);
    case "invalid_value":
      return choiceIssue(issue);
    case "too_small":
      return issue.origin === "array"
        ? { reason: "is an empty list", fix: "add at least one entry" }
        : { reason: "is too small", fix: `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}` };
    case "too_big":
      return Array.isArray(issue.input)
        ? { reason: `has ${issue.input.length} entries`, fix: `at most ${issue.maximum} are possible: leave some out` }
        : { reason: "is too big", fix: `at most ${issue.maximum}` };
    case "invalid_union":
      return issue.input === undefined
        ? { reason: "is missing", fix: `add the key ${String(issue.path.at(-1))}` }
        : { reason: "is not a name or a whole number", fix: "write the id or the name" };
    case "custom":
      return {
        reason: issue.message,
        fix: String(issue.params?.["fix"] ?? "change it"),
        ...(issue.params?.["secret"] === true ? { secret: true } : {}),
      };
    default:
      return { reason: issue.message, fix: "change it" };
  }
};

/** An issue of zod as issues with a reason and a fix: one for each key where zod names several unknown ones. */
export const pathIssues = (issue: z.core.$ZodIssue): PathIssue[] => {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ ...keyIssue(key, issue.path), path: [...issue.path, key], isKey: true }));
  const found = valueIssue(issue);
  const value = isScalarValue(issue.input) && found.secret === undefined ? { value: issue.input } : {};
  return [{ ...found, ...value, path: issue.path }];
};
