/** The page about the lab: every key, from the zod schema. */
import * as z from "zod";
import { LabError, parseLab } from "../../src/lab/index.js";
import { credentialVariables } from "../../src/provisioning/datasource.js";
import { maxEntries } from "../../src/lab/bounds.js";
import { maxPathLength, maxTextLength } from "../../src/lab/fields.js";
import { inputSchema } from "../../src/lab/input-schema.js";
import { rules, sectionExamples } from "./lab-page-examples.js";
import { exporterOnlyKeys, unusedKeys } from "./unused-lab-keys.js";
import { code, codeBlock, generatedFrom, page, plain, prose, table } from "./markdown.js";

type Schema = z.core.$ZodType;

interface Key {
  readonly name: string;
  readonly schema: Schema;
  readonly description: string;
}

/** The schema without the wrappers of optional keys and defaults. */
function unwrap(schema: Schema): Schema {
  return schema instanceof z.ZodExactOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? unwrap(schema.unwrap())
    : schema;
}

const keysOf = (schema: Schema): Key[] => {
  const object = unwrap(schema);
  if (!(object instanceof z.ZodObject)) return [];
  return Object.entries<z.ZodType>(object.shape).map(([name, field]) => {
    if (field.description === undefined) throw new Error(`the lab's key ${name} has no description`);
    return { name, schema: field, description: field.description };
  });
};

const elementOf = (schema: Schema): Schema | undefined => {
  const list = unwrap(schema);
  return list instanceof z.ZodArray ? list.element : undefined;
};

/** Fixes of error messages that don't name the kind of text. */
const kindsOfText: Readonly<Record<string, string>> = {
  "write it on one line": "text of one line",
  "start it with /": "absolute path of a file",
};

/** The kind of text that a schema accepts, from its fix for an invalid text. */
function textKindOf(schema: Schema): string {
  const issues = z.safeParse(schema, "no\ntext").error?.issues ?? [];
  const [fix] = issues.flatMap((issue) => (issue.code === "custom" ? [String(issue.params?.["fix"] ?? "")] : []));
  if (fix === undefined) throw new Error("a text of the lab allows a line break; the page has no words for it");
  return kindsOfText[fix] ?? fix.replace(/^write /, "");
}

function numberKindOf(schema: z.ZodNumber): string {
  const { type, minimum, maximum, exclusiveMinimum } = z.toJSONSchema(schema);
  // zod bounds whole numbers by the safe integers; the page leaves these out.
  const isShown = (bound: unknown) => typeof bound === "number" && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  return [
    type === "integer" ? "whole number" : "number",
    ...(isShown(exclusiveMinimum) ? [`above ${exclusiveMinimum}`] : []),
    ...(isShown(minimum) ? [`from ${minimum}`] : []),
    ...(isShown(maximum) ? [`to ${maximum}`] : isShown(minimum) ? ["up"] : []),
  ].join(" ");
}

/** The values that a schema accepts, in words. */
function kindOf(schema: Schema): string {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodString) return plain(textKindOf(bare));
  if (bare instanceof z.ZodNumber) return numberKindOf(bare);
  if (bare instanceof z.ZodBoolean) return "`true` or `false`";
  if (bare instanceof z.ZodEnum) return `one of ${bare.options.map((option) => code(String(option))).join(", ")}`;
  if (bare instanceof z.ZodUnion) return bare.options.map((option) => kindOf(option)).join(", or ");
  if (bare instanceof z.ZodArray)
    return bare.element instanceof z.ZodObject ? "list, see below" : `list, each ${kindOf(bare.element)}`;
  if (bare instanceof z.ZodObject) return "mapping, see below";
  throw new Error(`the page about the lab has no words for a ${bare._zod.def.type}`);
}

const yamlOf = (value: unknown): string => (value === "" ? '""' : Array.isArray(value) ? "[]" : String(value));

/** A description that ends in its default, which has its own column. */
const descriptionWithDefault = /^(.*?) ?Default: ([^.:]+|[^.:]*\.[^ .]+)\.$/;

/** Marks of keys that change no file. */
const exporterMark = "◌";
const unusedMark = "◇";

const marked = (path: string): string =>
  exporterOnlyKeys.has(path) ? ` ${exporterMark}` : unusedKeys.has(path) ? ` ${unusedMark}` : "";

function rowOf({ name, schema, description }: Key, path: string): string[] {
  const [, meaning, inWords] = descriptionWithDefault.exec(description) ?? [];
  const value = schema instanceof z.ZodDefault ? code(yamlOf(schema.def.defaultValue)) : undefined;
  const isRequired = !z.safeParse(schema, undefined).success && !(schema instanceof z.ZodExactOptional);
  const fallback = isRequired ? "**required**" : (value ?? (inWords === undefined ? "none" : prose(inWords)));
  const key = `${code(name)}${marked(`${path}.${name}`)}`;
  return [key, prose(meaning ?? description), kindOf(schema), fallback];
}

const head = ["key", "meaning", "values", "default"];

/** Tables of the keys of an entry or a mapping, and of its lists and mappings. */
function tablesOf(schema: Schema, path: string): string[] {
  const keys = keysOf(schema);
  return [
    table(
      head,
      keys.map((key) => rowOf(key, path)),
    ),
    ...keys.flatMap(({ name, schema: field }) => {
      const element = elementOf(field);
      if (keysOf(element ?? field).length === 0) return [];
      const subject = element === undefined ? "Keys" : "Each entry";
      return [`${subject} of ${code(`${path}.${name}`)}:`, ...tablesOf(element ?? field, `${path}.${name}`)];
    }),
  ];
}

const variableNames = Object.values(credentialVariables).map(code);

/** Rules beyond single keys. */
const notes: Readonly<Record<string, string>> = {
  zones:
    "The address of a client, IPv4 or IPv6, decides its zone. Put `0.0.0.0/0` and `::/0` into the zone of the internet; " +
    "otherwise its clients are in `unknown`.",
  services:
    "Traefik's own dashboard lists the names of services, with their provider. The dashboards also count and show services " +
    "that the lab doesn't list. A listed service has a title, a zone, and a place on the map. The map draws up to twelve zones " +
    "with sixty services and parts of the infrastructure, fewer if one zone holds most of them. Beyond that it shows only the " +
    "number of them in each zone. Without traffic the graphs show about the first six names of each kind.",
  infrastructure:
    "Each scraped entry has a `job`. The slowest `scrape_interval` of the jobs that the panels read sets the intervals of all " +
    "queries: Traefik's (kind `proxy`), Prometheus's (kind `metrics`), and those of `node-exporter` and `homelab-exporter`, by " +
    "the name of the entry or of its job. A job without an interval counts as 1m. Other jobs may be as slow as they like. " +
    "Without an entry called `homelab-exporter`, each of the kind `exporter` with an interval up to 1m counts. The figures of " +
    "the host come from the job of `node-exporter`.",
  sources:
    "Several instances of one exporter are one entry of `infrastructure`, with one job that scrapes them all. `siblings` are " +
    "shards: each sees other events, and queries add them. `copies` are replicas: all see the same events, and queries count " +
    "them once. [Metrics](metrics.md) names the key for each metric. Two AdGuard Homes that see the same queries are `copies` " +
    "in `adguard`, `zone` and `domain`, since all three come from the same logs.",
  datasource: `With \`credentials: environment\` Grafana takes the authority's certificate, its own certificate and its key from ${variableNames.join(", ")}.`,
};

function section({ name, schema, description }: Key): string {
  const example = sectionExamples[name];
  if (example === undefined) throw new Error(`the lab's section ${name} has no example`);
  parseLab(example, `the example of ${name}`);
  const element = elementOf(schema);
  const keys = keysOf(element ?? schema);
  return [
    `## ${name}`,
    prose(description),
    ...(notes[name] === undefined ? [] : [notes[name]]),
    ...(keys.length === 0 ? [`Values: ${kindOf(schema)}.${marked(name)}`] : []),
    ...(keys.length > 0 ? [element === undefined ? "A mapping." : "A list. Each entry:"] : []),
    ...(keys.length > 0 ? tablesOf(element ?? schema, name) : []),
    codeBlock("yaml", example),
  ].join("\n\n");
}

/** The error messages for an invalid lab, without their positions. */
function errorsOf(text: string): string {
  try {
    parseLab(text, "lab.yml");
  } catch (error) {
    if (error instanceof LabError) return error.message.replaceAll(/^lab\.yml(:\d+)*: /gm, "");
    throw error;
  }
  throw new Error(`this lab should be invalid, but is valid: ${text}`);
}

/** @throws Error if an example is invalid, the lab of a rule is valid, or a key has no description */
export const labPage = (): string => {
  const sections = keysOf(inputSchema);
  return page(
    generatedFrom("src/lab"),
    "# The lab",
    "`lab.yml` describes your network. `homelab-dashboards init` writes one with a comment on every key. This page lists the " +
      "same keys, with an example of each section. Each example is a complete `lab.yml`.",
    "General rules:",
    [
      "- Every key has a default unless it is required. A list replaces its default completely.",
      "- Names are exactly the label values of the metrics. Titles are for people. A name may hold every character except a backtick, which breaks queries with this name in a variable, and invisible ones, which are an error.",
      `- A text has at most ${maxTextLength} characters, a path or a URL ${maxPathLength}. A lab has at most ${bounds}. The names of zones, services or infrastructure may be too long together for the queries; the error says so.`,
      "- An unknown key is an error, and so is a value of the wrong kind. The command reports all errors at once, each with its line and the way out, and builds nothing.",
      "- YAML 1.2, one document, UTF-8. Anchors, aliases and merge keys (`<<`) work. Quote colors, since `#` starts a comment.",
      "- [`schemas/lab.json`](../../schemas/lab.json) is its JSON Schema. Editors read it with this first line: `# yaml-language-server: $schema=node_modules/homelab-dashboards/schemas/lab.json`.",
      `- Only [the exporter](../../exporter/README.md) reads keys with the mark ${exporterMark}; they change no built file. Without the exporter only the map of the zones shows titles, clients are addresses, and the metrics give their zones. Nothing reads keys with the mark ${unusedMark} yet; later recording rules will.`,
      "- It holds no secrets. A URL with a password is an error, and so is a key in place of its path.",
    ].join("\n"),
    table(
      ["section", "content"],
      sections.map(({ name, description }) => [`[${code(name)}](#${name})`, prose(description)]),
    ),
    ...sections.map(section),
    "## Rules across keys",
    "These rules concern several keys. Each is shown with its error message:",
    ...rules.map(({ rule, invalid }) => `- ${prose(rule)}\n\n${indented(codeBlock("text", errorsOf(invalid)))}`),
  );
};

const bounds = (["zones", "services", "infrastructure", "clients", "resolvers"] as const)
  .map((list) => `${maxEntries[list]} ${list}`)
  .join(", ");

const indented = (text: string) => text.replaceAll(/^(?=.)/gm, "  ");
