/**
 * The compiler's messages about mistakes: the first line names the metric or the label, and is short enough to read. All
 * programs are compiled at once, in a project with the packed package.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { put } from "../provisioning/scratch.js";
import { installedProject, runIn, tsc, type Project } from "./project.js";

/** Programs with one mistake each: its name, the statement, and the texts that the first line must contain. */
const mistakes: readonly (readonly [name: string, program: string, ...names: readonly string[]])[] = [
  ["an unknown metric", `select("traefik_request_total");`, "traefik_request_total"],
  ["an unknown metric of one's own", `selectOwn("jellyfin_play_total");`, "jellyfin_play_total", "SeriesName<Own>"],
  ["a histogram without its suffix", `select("traefik_request_duration_seconds");`, "traefik_request_duration_seconds"],
  ["a misspelt label", `select("traefik_requests_total", { client_zon: "a" });`, "client_zon", "'client_zone'?"],
  [
    "a label of another metric",
    `select("traefik_requests_total", { domain: "a" });`,
    "'domain'",
    "traefik_requests_total",
  ],
  [
    "a label that a source may leave out",
    `select("traefik_tls_certs_not_after", { serial: "1" });`,
    "'serial'",
    "traefik_tls_certs_not_after",
  ],
  ["an unknown value", `select("adguard_dns_queries_total", { blocked: "yes" });`, `"yes"`, `"blocked"`, `"true"`],
  ["a label that an aggregation lost", `sum.by(["client_ip"], byService.expression);`, `"client_ip"`, `"service"`],
  ["one of several labels", `sum.by(["service", "client_ip"], byService.expression);`, `"client_ip"`],
  [
    "rate of a gauge",
    `rate(range(select("node_memory_MemTotal_bytes"), "5m"));`,
    "node_memory_MemTotal_bytes",
    `"gauge"`,
    `"counter"`,
  ],
  ["rate of a sum", `rate(range(sum(select("traefik_requests_total")), "5m"));`, "InstantVector", "Selector"],
  ["sum of an info", `sum(select("client_zone_mapping"));`, "client_zone_mapping", `"info"`],
  ["a quantile without le", `histogramQuantile(0.9, byService.expression);`, `"le" | "service"`],
  ["operands of different labels", `divide(byServiceAndCode.expression, byService.expression);`, `"code" | "service"`],
  [
    "a match on a label of one side",
    `divide.on(["code"], byServiceAndCode.expression, byService.expression);`,
    `"code"`,
  ],
  ["a raw counter in a panel", `target({ expression: select("traefik_requests_total") });`, "traefik_requests_total"],
  ["a legend of a lost label", `target(byService, "{zone} p95");`, `carries no label \\"zone\\"`],
  ["a legend of a lost label in a panel", `series("x", byService, "{zone} p95");`, `carries no label \\"zone\\"`],
  [
    "a row label that a query lost",
    `table("x", { rows: ["zone"], columns: { Errors: { query: byService, unit: "s" } } });`,
    `DrawableQuery<"zone">`,
    `"service"`,
  ],
  [
    "a title for a label that is no row label",
    `table("x", { rows: ["service"], labels: { zone: "Zone" }, columns: { Errors: { query: byService, unit: "s" } } });`,
    "'zone'",
  ],
  [
    "a column with a label too many",
    `table("x", { rows: ["service"], columns: { Errors: { query: byServiceAndCode, unit: "s" } } });`,
    `"code" | "service"`,
  ],
  [
    "a link from a label that the rows lack",
    `table("x", { rows: ["service"], columns: { Errors: { query: byService, unit: "s",
      link: dataLink({ title: "x", to: zones, set: { zone: "client_zone" } }) } } });`,
    `DataLink<"client_zone">`,
  ],
  [
    "a link from a label that the series lack",
    `series("x", target(byService, "{service}")).link(dataLink({ title: "x", to: zones, set: { zone: "client_zone" } }));`,
    `DataLink<"client_zone">`,
  ],
  [
    "a variable that the linked dashboard lacks",
    `dataLink({ title: "x", to: zones, set: { domain: "service" } });`,
    "'domain'",
  ],
  ["a variable that is kept in vain", `dataLink({ title: "x", to: zones, keep: ["domain"] });`, `"domain"`],
  [
    "an end of an edge without all labels of the id",
    `nodeGraphs.nodeKind("client", ["zone", "ip"], { limit: 5, title: "ip" }).at({ zone: "client_zone" });`,
    "ip: string",
  ],
  [
    "a title from no label of the id",
    `nodeGraphs.nodeKind("client", ["ip"], { limit: 5, title: "zone" });`,
    `"zone"`,
    `"ip"`,
  ],
  [
    "a figure of other labels than the id",
    `nodeGraphs.nodeKind("client", ["ip"], { limit: 5, title: "ip", main: { query: byService } });`,
    `DrawableQuery<"ip">`,
  ],
  [
    "an end at a label that the query lost",
    `const client = nodeGraphs.nodeKind("client", ["ip"], { limit: 5, title: "ip" });
     nodeGraphs.edgeKind("x", { query: byService, from: client.at({ ip: "client_ip" }), to: client.at({ ip: "service" }) });`,
    `End<"client_ip">`,
  ],
  ["a question about an unknown metric", `rateOf("traefik_request_total", scope, []);`, "traefik_request_total"],
  [
    "a rate asked of a gauge",
    `rateOf("node_memory_MemTotal_bytes", scope, []);`,
    "node_memory_MemTotal_bytes",
    `"counter"`,
  ],
  [
    "a question by an unknown label",
    `rateOf("traefik_requests_total", scope, ["domain"]);`,
    `"domain"`,
    "traefik_requests_total",
  ],
  [
    "a filter that the metric doesn't carry",
    `rateOf("traefik_backend_requests_total", scope, []);`,
    `Scope<"zone">`,
    "traefik_backend_requests_total",
  ],
  ["an unknown panel", `servicePerformance(defaultLab).drop("hots");`, `"hots"`],
  ["an unknown place", `servicePerformance(defaultLab).insert("x", series("x"), { after: "hots" });`, `"hots"`],
  ["an unknown key of a lab", `defineLab({ zoness: [] });`, "'zoness'", "'zones'?"],
];

const imports = `
import { servicePerformance } from "homelab-dashboards/dashboards";
import { dataLink, series, table, target } from "homelab-dashboards/grafana";
import { defaultLab, defineLab } from "homelab-dashboards/lab";
import { nodeGraphs } from "homelab-dashboards/panels";
import { divide, histogramQuantile, range, rate, sum } from "homelab-dashboards/promql";
import { byService, byServiceAndCode, rateOf, scope, select, selectOwn, zones } from "./base.js";
`;

const compilerOptions = {
  target: "es2022",
  module: "nodenext",
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
};

const fileOf = (index: number) => `mistake-${index}.ts`;

let project: Project;
/** The first line of each file's messages, without its position. */
const firstLines = new Map<string, string>();

beforeAll(async () => {
  project = await installedProject({ type: "module", files: "test/package/type-errors" });
  put(project.directory, "tsconfig.json", JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  for (const [index, [, program]] of mistakes.entries())
    put(project.directory, fileOf(index), `${imports}${program}\nexport {};\n`);
  const { stdout } = await runIn(project.directory, tsc, "-p", ".", "--pretty", "false");
  for (const [, file = "", line = ""] of stdout.matchAll(/^(\S+)\(\d+,\d+\): error TS\d+: (.*)$/gm))
    if (!firstLines.has(file)) firstLines.set(file, line);
});
afterAll(() => {
  project.remove();
});

describe("the first line of the compiler's message about", () => {
  it.each(mistakes.map(([name, , ...names], index) => [name, names, index] as const))("%s", (_, names, index) => {
    const line = firstLines.get(fileOf(index));
    expect(line).toBeDefined();
    for (const name of names) expect(line!.slice(0, 220)).toContain(name);
    // The alternatives, such as the keys of a dashboard, may follow.
    expect(line!.length).toBeLessThanOrEqual(300);
  });

  it("comes with no message about another file", () => {
    expect([...firstLines.keys()].filter((file) => !/^mistake-\d+\.ts$/.test(file))).toEqual([]);
  });
});
