/** Follows the worked example of CONTRIBUTING.md in a copy of the source, and finds its panel. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { objectAt, objectsAt, toJsonObject, type JsonObject } from "../../src/grafana/json.js";
import { execute, root } from "../package/build-once.js";
import { readPage, type Block } from "./pages.js";

const headline = "## Add a panel to the DNS dashboard";
const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
const example = text.slice(text.indexOf(headline));
const { blocks } = readPage("CONTRIBUTING.md", example);

let copy: string;
let panel: JsonObject;

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), "homelab-dashboards-contributing-"));
  for (const name of ["src", "package.json", "tsconfig.json", "tsconfig.dist.json"])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  for (const block of blocks) if (block.file !== undefined) applyTo(join(copy, block.file), block);
  await execute(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.dist.json", "--declaration", "false"],
    {
      cwd: copy,
    },
  );
  panel = await panelOf(copy, "refused-by-zone");
});

afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

/** Appends TypeScript to a file; replaces the lines of a diff, which has no line numbers, by its new lines. */
function applyTo(file: string, { language, text: block, place }: Block): void {
  const content = readFileSync(file, "utf8");
  if (language === "ts") {
    writeFileSync(file, `${content}\n${block}\n`);
    return;
  }
  const linesWithout = (sign: "+" | "-") =>
    block
      .split("\n")
      .filter((line) => !line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  const parts = content.split(linesWithout("+"));
  if (parts.length !== 2) throw new Error(`${place}: the lines occur ${parts.length - 1} times in ${file}`);
  writeFileSync(file, parts.join(linesWithout("-")));
}

/** A panel of the DNS dashboard that the compiled copy makes. */
async function panelOf(directory: string, key: string): Promise<JsonObject> {
  const program = `
    import { domainAndDns } from "./dist/dashboards/index.js";
    import { defaultLab } from "./dist/lab/index.js";
    console.log(JSON.stringify(domainAndDns(defaultLab).finalize()));`;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: directory,
    maxBuffer: 1e8,
  });
  const { json, keys } = toJsonObject(JSON.parse(stdout));
  const dashboard = toJsonObject({ json, keys });
  const id = objectAt(dashboard, "keys")[key];
  const panels = objectsAt(objectAt(dashboard, "json"), "panels").flatMap((one) => [one, ...objectsAt(one, "panels")]);
  const found = panels.find((one) => one["id"] === id);
  if (found === undefined) throw new Error(`the dashboard has no panel "${key}"`);
  return found;
}

describe("the worked example of CONTRIBUTING.md", () => {
  it("changes the query, the public names, the panel and the dashboard, each once", () => {
    expect(blocks.flatMap(({ file, language }) => (file === undefined ? [] : [`${language} ${file}`]))).toEqual([
      "ts src/queries/dns.ts",
      "diff src/queries/index.ts",
      "ts src/panels/dns.ts",
      "diff src/panels/dns.ts",
      "diff src/dashboards/domain-and-dns.ts",
    ]);
  });

  it("gives the panel the query and its unit and text for an empty answer", () => {
    expect(panel).toMatchObject({ type: "timeseries", title: "Refused DNS queries by zone *" });
    expect(objectAt(objectAt(panel, "fieldConfig"), "defaults")).toMatchObject({
      unit: "suffix:q/s",
      noValue: "no data",
    });
    expect(objectsAt(panel, "targets").map(({ expr, legendFormat }) => [expr, legendFormat])).toEqual([
      [
        'sum by (source_zone) (rate(zone_connections_total{service_type="dns", state="refused", source_zone=~`${zone:regex}`}[$__rate_interval]))',
        "{{source_zone}}",
      ],
    ]);
  });

  it("gives the panel the description that the page shows, with the list of metrics", () => {
    const shown = blocks.find(({ language }) => language === "text");
    expect(panel["description"]).toBe(shown?.text);
    expect(shown?.text).toContain("From zone_connections_total.");
  });
});
