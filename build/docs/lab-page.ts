/** The page about the lab: every key, from the schema that reads it. */
import * as z from "zod";
import { LabError, parseLab } from "../../src/lab/index.js";
import { credentialVariables } from "../../src/provisioning/datasource.js";
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

/** A schema without what only says that it may be left out. */
function inner(schema: Schema): Schema {
  return schema instanceof z.ZodExactOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? inner(schema.unwrap())
    : schema;
}

const keysOf = (schema: Schema): Key[] => {
  const object = inner(schema);
  if (!(object instanceof z.ZodObject)) return [];
  return Object.entries<z.ZodType>(object.shape).map(([name, field]) => {
    if (field.description === undefined) throw new Error(`the lab's key ${name} has no description`);
    return { name, schema: field, description: field.description };
  });
};

const elementOf = (schema: Schema): Schema | undefined => {
  const list = inner(schema);
  return list instanceof z.ZodArray ? list.element : undefined;
};

/** Ways out that tell how to mend a text rather than what it is. */
const kindsOfText: Readonly<Record<string, string>> = {
  "write it on one line": "text of one line",
  "start it with /": "absolute path of a file",
};

/** What the schema itself says to a text that can't be right: its way out says what would be. */
function wordsForText(schema: Schema): string {
  const issues = z.safeParse(schema, "no\ntext").error?.issues ?? [];
  const [fix] = issues.flatMap((issue) => (issue.code === "custom" ? [String(issue.params?.["fix"] ?? "")] : []));
  if (fix === undefined) throw new Error("a text of the lab allows a line break: the page has no words for it");
  return kindsOfText[fix] ?? fix.replace(/^write /, "");
}

function bounded(schema: z.ZodNumber): string {
  const { type, minimum, maximum, exclusiveMinimum } = z.toJSONSchema(schema);
  // Whole numbers always have bounds: those up to which they are exact.
  const isTold = (bound: unknown) => typeof bound === "number" && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  return [
    type === "integer" ? "whole number" : "number",
    ...(isTold(exclusiveMinimum) ? [`above ${exclusiveMinimum}`] : []),
    ...(isTold(minimum) ? [`from ${minimum}`] : []),
    ...(isTold(maximum) ? [`to ${maximum}`] : isTold(minimum) ? ["up"] : []),
  ].join(" ");
}

/** What may stand at a key, in words. */
function kindOf(schema: Schema): string {
  const bare = inner(schema);
  if (bare instanceof z.ZodString) return plain(wordsForText(bare));
  if (bare instanceof z.ZodNumber) return bounded(bare);
  if (bare instanceof z.ZodBoolean) return "`true` or `false`";
  if (bare instanceof z.ZodEnum) return `one of ${bare.options.map((option) => code(String(option))).join(", ")}`;
  if (bare instanceof z.ZodUnion) return bare.options.map((option) => kindOf(option)).join(", or ");
  if (bare instanceof z.ZodArray)
    return bare.element instanceof z.ZodObject ? "list, see below" : `list, each ${kindOf(bare.element)}`;
  if (bare instanceof z.ZodObject) return "mapping, see below";
  throw new Error(`the page about the lab has no words for a ${bare._zod.def.type}`);
}

const yamlOf = (value: unknown): string => (value === "" ? '""' : Array.isArray(value) ? "[]" : String(value));

/** Sentences of the description that say what the other columns say. */
const told = /^(.*?) ?Default: ([^.:]+|[^.:]*\.[^ .]+)\.$/;

/** Stand beside a key that changes no file. */
const exporterMark = "◌";
const laterMark = "◇";

const marked = (path: string): string =>
  exporterOnlyKeys.has(path) ? ` ${exporterMark}` : unusedKeys.has(path) ? ` ${laterMark}` : "";

function rowOf({ name, schema, description }: Key, path: string): string[] {
  const [, meaning, inWords] = told.exec(description) ?? [];
  const value = schema instanceof z.ZodDefault ? code(yamlOf(schema.def.defaultValue)) : undefined;
  const isNeeded = !z.safeParse(schema, undefined).success && !(schema instanceof z.ZodExactOptional);
  const fallback = isNeeded ? "**needed**" : (value ?? (inWords === undefined ? "none" : prose(inWords)));
  const key = `${code(name)}${marked(`${path}.${name}`)}`;
  return [key, prose(meaning ?? description), kindOf(schema), fallback];
}

const head = ["key", "meaning", "what may stand there", "if left out"];

/** Tables of the keys of an entry or a mapping, and of the lists and mappings in it. */
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
      const whose = element === undefined ? "Keys" : "Each entry";
      return [`${whose} of ${code(`${path}.${name}`)}:`, ...tablesOf(element ?? field, `${path}.${name}`)];
    }),
  ];
}

const variableNames = Object.values(credentialVariables).map(code);

/** What goes beyond single keys. */
const notes: Readonly<Record<string, string>> = {
  zones:
    "The zone of a client is found by its address, IPv4 or IPv6. Put `0.0.0.0/0` and `::/0` into the zone of the internet, " +
    "or its clients are in `unknown`.",
  services:
    "Traefik's own dashboard lists the names of services, with their provider. A service that isn't listed is still " +
    "counted and shown; listed, it has a title, a zone, and a place on the map. The map draws up to twelve zones and, within " +
    "them, sixty services and parts of the infrastructure, fewer where some zone holds most of them; beyond that it only " +
    "counts what each zone holds. Without traffic the graphs show about the first six names of each kind.",
  infrastructure:
    "What is scraped has a `job`. The slowest `scrape_interval` decides about the intervals of all queries; a job without " +
    "one counts as 1m. The host's figures are those of the job of `node-exporter`.",
  sources:
    "Several instances of one exporter are one entry of `infrastructure`: one job that scrapes them all. Which metrics each " +
    "of the four is about, [metrics.md](metrics.md) says with each metric. Two AdGuard Homes that see the same queries are " +
    "`copies` in `adguard`, `zone` and `domain`, since all three come from the same logs.",
  datasource: `With \`credentials: environment\` Grafana takes the texts of certificate authority, certificate and key from ${variableNames.join(", ")}.`,
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
    ...(keys.length === 0 ? [`What may stand there: ${kindOf(schema)}.${marked(name)}`] : []),
    ...(keys.length > 0 ? [element === undefined ? "A mapping." : "A list. Each entry:"] : []),
    ...(keys.length > 0 ? tablesOf(element ?? schema, name) : []),
    codeBlock("yaml", example),
  ].join("\n\n");
}

/** What a broken lab is told, without its place. */
function complaintAbout(text: string): string {
  try {
    parseLab(text, "lab.yml");
  } catch (error) {
    if (error instanceof LabError) return error.message.replaceAll(/^lab\.yml(:\d+)*: /gm, "");
    throw error;
  }
  throw new Error(`this lab should be wrong, and isn't: ${text}`);
}

/** @throws if an example isn't right, a broken one is, or a key has no words. */
export const labPage = (): string => {
  const sections = keysOf(inputSchema);
  return page(
    generatedFrom("src/lab"),
    "# The lab",
    "`lab.yml` says what your network is. `homelab-dashboards init` writes one with a comment on every key; this page says " +
      "the same with an example of each section. Every example is a right `lab.yml` as it stands.",
    "Rules for all of it:",
    [
      "- Whatever you leave out has a default. A list that you write replaces its default wholly.",
      "- Names are exactly what the metrics carry; titles are what people read. A backtick in a name breaks the queries of whoever chooses it; everything else may stand there.",
      "- A key that isn't known is an error, and so is a value of the wrong kind. All mistakes are named at once, each with its line and the way out, and nothing is built.",
      "- YAML 1.2, one document, UTF-8. Anchors, aliases and merge keys (`<<`) are understood. Quote colours, since `#` starts a comment.",
      "- [`schemas/lab.json`](../../schemas/lab.json) is its JSON Schema, for editors: `# yaml-language-server: $schema=node_modules/homelab-dashboards/schemas/lab.json` as the first line.",
      `- What carries the mark ${exporterMark} changes no file that is built: [the exporter](../../exporter/README.md) reads it. Without the exporter, titles are shown on the map of the zones alone, clients stand as addresses, and zones of clients are what the metrics say. What carries the mark ${laterMark} nothing reads yet; recording rules to come will.`,
      "- No secret stands in it. A URL with a password, or a key in place of its path, is refused.",
    ].join("\n"),
    table(
      ["section", "what it holds"],
      sections.map(({ name, description }) => [`[${code(name)}](#${name})`, prose(description)]),
    ),
    ...sections.map(section),
    "## What must fit together",
    "Besides each value by itself, the whole lab is looked at. What you are told when something doesn't fit:",
    ...rules.map(({ rule, broken }) => `- ${prose(rule)}\n\n${indented(codeBlock("text", complaintAbout(broken)))}`),
  );
};

const indented = (text: string) => text.replaceAll(/^(?=.)/gm, "  ");
