import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { fc } from "./properties.js";
import { checkFiles } from "../src/check/index.js";
import { buildTree, defineLab, type Lab, type ProvisioningFile } from "../src/index.js";
import { parseLab, type LabInput } from "../src/lab/index.js";
import type { Node } from "../src/promql/node.js";
import { interpolate, referencedNames, prometheusFormat } from "./grafana-client/interpolate.js";
import { validLab } from "./lab/arbitrary.js";
import { parseExpression } from "./promql/parse-expression.js";
import { asGrafanaReads } from "./provisioning/interpolation.js";

/** Calls a function for every text in a file, with its key. */
function eachText(value: unknown, call: (text: string, key: string) => void, key = ""): void {
  if (typeof value === "string") call(value, key);
  else if (Array.isArray(value)) for (const entry of value) eachText(entry, call, key);
  else if (typeof value === "object" && value !== null)
    for (const [name, entry] of Object.entries(value)) eachText(entry, call, name);
}

/** Every literal of an expression, also without the escapes of a regular expression and of a `label_replace` replacement. */
function literalsOf(value: unknown): string[] {
  const found: string[] = [];
  eachText(value, (text, key) => {
    if (key === "value") found.push(text, text.replaceAll(/\\(.)/gsu, "$1"), text.replaceAll("$$", "$"));
  });
  return found;
}

/** The query with a value for every variable. */
const asked = (query: string): Node => {
  const variables = referencedNames(query)
    .filter((name) => !/^\d/.test(name))
    .map((name) => {
      const value = name.startsWith("__") && !name.endsWith("_s") ? "2m" : "5";
      return [name, { name, multi: false, includeAll: false, value, text: value }] as const;
    });
  return parseExpression(interpolate(query, new Map(variables), prometheusFormat));
};

/** All texts in the files and all literals of the queries, each of which must parse. */
function readBack(files: readonly ProvisioningFile[]): Set<string> {
  const texts = new Set<string>();
  for (const { path, content } of files) {
    if (path.startsWith("prometheus/")) {
      // Prometheus replaces nothing in the texts of recording rules.
      eachText(parse(content), (text) => texts.add(text));
      continue;
    }
    if (path.endsWith(".yml")) {
      eachText(parse(content), (text) => texts.add(asGrafanaReads(text, {}, () => "")));
      continue;
    }
    eachText(JSON.parse(content), (text, key) => {
      if (key === "expr") for (const literal of literalsOf(asked(text))) texts.add(literal);
      else texts.add(text.replaceAll("\u2060", ""));
    });
  }
  return texts;
}

/** Names that every tree contains. The exporter exposes those of clients, and large maps draw no titles of items. */
const namesOf = ({ datasource, dashboards, zones, resolvers, infrastructure }: Lab): readonly string[] => [
  datasource.name, datasource.url, datasource.server_name, dashboards.folder, dashboards.path,
  ...zones.flatMap(({ name, title }) => [name, title]),
  ...resolvers.map(({ name }) => name),
  ...infrastructure.map(({ name }) => name),
]; // prettier-ignore

/** Labs of failed random runs: their names occur only in replacements of `label_replace`. */
const namedLabs: [LabInput][] = [
  [
    {
      zones: [{ name: "gäste-wlan", cidrs: [] }],
      infrastructure: [],
      resolvers: [{ name: "$HOME ${PATH}", addresses: ["0.0.0.0"] }],
    },
  ],
];

describe("any valid lab", () => {
  it("builds the same tree twice, passes every check, and keeps its names, in TypeScript and in YAML", () => {
    fc.assert(
      fc.property(validLab, (input) => {
        const lab = defineLab(input);
        const tree = buildTree(lab);
        expect(checkFiles(tree)).toEqual([]);
        const texts = [...readBack(tree)];
        expect(namesOf(lab).filter((name) => !texts.some((text) => text.includes(name)))).toEqual([]);
        expect(buildTree(parseLab(stringify(input), "lab.yml"))).toEqual(tree);
      }),
      // Each run builds a tree twice, which takes half a second.
      { numRuns: 15, examples: namedLabs },
    );
  });
});
