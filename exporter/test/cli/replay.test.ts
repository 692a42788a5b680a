import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findPrometheus } from "../../../test/prometheus/binary.js";
import { command, ensureBundled } from "../command.js";
import { scratchDirectory } from "../scratch-directory.js";
import { midnight, query, request } from "../aggregator/sample-events.js";
import { accessLine } from "../logs/access-line.js";
import { trafficLabInput, trustedProxies } from "../logs/lab.js";
import { queries } from "../logs/queries.js";
import { queryLine } from "../logs/query-line.js";
import { requests } from "../logs/requests.js";
import { withAskedService } from "../aggregator/reference-counts.js";

beforeAll(ensureBundled);

/** No series expires within the day, and no limit is reached. */
const exporter = {
  traefik: { access_log: "/var/log/traefik/access.log", trusted_proxies: trustedProxies.map(asCidr) },
  limits: { client_expiry: "2d", domain_expiry: "2d", series: 200_000, domains: 10_000, domains_per_client: 1000 },
};

function asCidr(address: string): string {
  return address.includes("/") ? address : `${address}/32`;
}

/** A lab and a day of both logs, in files whose names don't reveal the kind. */
function writeDay() {
  const directory = scratchDirectory();
  const file = (name: string, lines: readonly string[]) => {
    const path = join(directory, name);
    writeFileSync(path, `${lines.join("\n")}\n`);
    return path;
  };
  const asked = [...queries({ seed: 1, count: 3000 })];
  const made = [...requests({ seed: 1, count: 2000 })];
  return {
    file,
    asked,
    made,
    lab: file("lab.yml", [JSON.stringify({ ...trafficLabInput, exporter })]),
    one: file("one", ["not JSON", ...made.map((event) => accessLine(event))]),
    other: file("other", [...asked.map((event) => queryLine(event)), '{"QH":"cut off']),
  };
}

const runReplay = (...args: readonly string[]) =>
  spawnSync(process.execPath, [...command, "replay", ...args], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });

/** Sum of the samples of a metric. */
const total = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, "gm"))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );

describe("replay", () => {
  it("detects the kind of each log, and prints its metrics", async () => {
    const { lab, one, other, asked, made } = writeDay();
    const { stdout, stderr, status } = runReplay("--lab", lab, one, other);
    expect(stderr).toBe(
      `${one}: Traefik's access log, ${made.length} counted, rejected: 1 not-json\n` +
        `${other}: AdGuard Home's query log, ${asked.length} counted, rejected: 1 not-json\n`,
    );
    expect(status).toBe(0);
    expect(total(stdout, "adguard_dns_queries_total")).toBe(asked.length);
    const ofServices = [...withAskedService(made)].filter(([, asked]) => asked !== "");
    expect(total(stdout, "traefik_requests_total")).toBe(ofServices.length);
    expect(total(stdout, "traefik_request_duration_seconds_count") + total(stdout, "homelab_long_answers_total")).toBe(
      made.filter(({ service }) => service !== "").length,
    );
    const { promtool } = await findPrometheus();
    const problems = spawnSync(promtool, ["check", "metrics"], { input: stdout, encoding: "utf8" });
    expect(problems.stderr.split("\n").filter((line) => /error/i.test(line))).toEqual([]);
  });

  it("prints the same for two files as for one with all lines", () => {
    const { lab, file, made } = writeDay();
    const lines = made.map((event) => accessLine(event));
    const whole = file("whole", lines);
    const parts = [file("first", lines.slice(0, 700)), file("second", lines.slice(700))];
    expect(runReplay("--lab", lab, ...parts).stdout).toBe(runReplay("--lab", lab, whole).stdout);
  });

  it("shows all clients of an old log, however long before its end they were seen last", () => {
    const { file } = writeDay();
    const hour = 3_600_000;
    const clients = ["192.168.1.10", "192.168.1.20", "192.168.30.7"];
    const times = clients.map((client, index) => ({ client, time: midnight + 20 * index * hour }));
    const lab = file("short.yml", [
      JSON.stringify({ ...trafficLabInput, exporter: { limits: { client_expiry: "1h", domain_expiry: "1h" } } }),
    ]);
    const asked = file(
      "asked",
      times.map((each) => queryLine(query(each))),
    );
    const made = file(
      "made",
      times.map(({ client, time }) => accessLine(request({ client, time: time + 100 * hour }))),
    );
    const { stdout } = runReplay("--lab", lab, asked, made);
    const clientsOf = (name: string) =>
      [...stdout.matchAll(new RegExp(`^${name}\\{.*client_ip="([^"]*)"`, "gm"))].map(([, client]) => client).sort();
    expect(clientsOf("adguard_client_requests_total")).toEqual(clients);
    expect(new Set(clientsOf("client_zone_mapping"))).toEqual(new Set(clients));
    expect(total(stdout, "traefik_requests_total")).toBe(clients.length);
    // Windows end with the log.
    expect(total(stdout, "client_domain_frequency")).toBeGreaterThan(0);
  });

  it("ignores empty lines and a byte order mark", () => {
    const { lab, file, made } = writeDay();
    const lines = made.slice(0, 10).map((event) => accessLine(event));
    const padded = file("padded", ["\ufeff", `\ufeff${lines[0] ?? ""}`, "", "\r", ...lines.slice(1), ""]);
    expect(runReplay("--lab", lab, padded).stderr).toBe(`${padded}: Traefik's access log, 10 counted, none rejected\n`);
  });

  it("reports a file of neither kind", () => {
    const { lab, file, one } = writeDay();
    const neither = file("neither", ['{"level":"info"}', "text"]);
    const { stdout, stderr, status } = runReplay("--lab", lab, neither, one);
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(
      `${neither}: holds no line of Traefik's JSON access log or of AdGuard Home's querylog.json`,
    );
  });

  it("reports a missing file", () => {
    const { lab } = writeDay();
    const { stderr, status } = runReplay("--lab", lab, "/nowhere.log");
    expect(status).toBe(1);
    expect(stderr).toContain("/nowhere.log");
    expect(stderr).not.toContain("bug");
  });
});
