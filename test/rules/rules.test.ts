/** The emitted rule files, tested by Prometheus's own promtool. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkFiles } from "../../src/check/index.js";
import { buildTree } from "../../src/index.js";
import { defaultLab, defineLab, type Lab } from "../../src/lab/index.js";
import { rulesOf } from "../../src/rules/index.js";
import { findPrometheus } from "../prometheus/binary.js";

const odd = defineLab({
  zones: [{ name: 'gäste "wlan"', title: "Gäste\\n", cidrs: ["10.1.0.0/16"] }],
  services: [{ name: 'a "b"@docker', backends: [{ name: "blue@docker" }, { name: 'a "b"@docker' }] }],
  clients: [{ address: "10.1.0.7", title: "Ünal's $phone" }],
});
const copies = defineLab({
  zones: [{ name: "home", cidrs: ["10.0.0.0/24"] }],
  sources: { traefik: "copies", adguard: "copies" },
});

let root: string;
let promtool: string;

beforeAll(async () => {
  ({ promtool } = await findPrometheus());
  root = mkdtempSync(join(tmpdir(), "homelab-rules-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ruleFiles = (lab: Lab) => buildTree(lab).filter(({ path }) => path.startsWith("prometheus/"));

/** The exit code and output of promtool over the files. */
function test(name: string, files: readonly { readonly path: string; readonly content: string }[]) {
  const directory = join(root, name);
  for (const { path, content } of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  const of = (part: string) =>
    files.filter(({ path }) => path.startsWith(part)).map(({ path }) => join(directory, path));
  const checked = spawnSync(promtool, [
    "check",
    "rules",
    ...of("prometheus/rules/").filter((path) => !path.includes("/tests/")),
  ]);
  const tested = spawnSync(promtool, ["test", "rules", ...of("prometheus/rules/tests/")]);
  return { checked: checked.status, tested: tested.status, output: String(tested.stdout) + String(tested.stderr) };
}

describe("the rules of a lab", () => {
  it.each([
    ["default", defaultLab],
    ["odd", odd],
    ["copies", copies],
  ])("pass promtool: %s", (name, lab) => {
    const { output, ...codes } = test(name, ruleFiles(lab));
    expect(codes, output).toEqual({ checked: 0, tested: 0 });
  });

  it.each([
    ["clients", "rate(adguard_client_requests_total[2m])", "rate(adguard_client_requests_total[4m]) * 2"],
    ["clients", '"zone", "", "network_zone"', '"zone", "", "device_type"'],
    ["health", ") * 20 ", ") * 2 "],
    ["health", ") * 100 ", ") * 10000 "],
    ["health", ":judged >= 5", ":judged >= 9"],
    ["health", "[1h]", "[10m]"],
    ["health", "[5m]", "[1m]"],
    ["health", "[5m]", "[15m]"],
    ["health", "min_over_time(traefik_requests_total", "0 * min_over_time(traefik_requests_total"],
    ["health", 'backend!~"traefik"', 'backend!~""'],
    ["health", "min(up{", "max(up{"],
    ["health", "avg_over_time(homelab_dns_probe_success", "1 + avg_over_time(homelab_dns_probe_success"],
    ["health", "max by (service)", "min by (service)"],
    ["health", 'name="grafana@docker"', 'name="none@docker"'],
    ["health", "min by (kind, name)", "max by (kind, name)"],
    ["balancing", "sum by (backend)", "count by (backend)"],
    ["balancing", "unless on (backend)", "unless on (backend, server)"],
    ["certificates", ">= on (name)", "<= on (name)"],
    ["certificates", "== on (host)", "<= on (host)"],
    ["certificates", '"no name"', '"nameless"'],
    ["without-exporter", "vector(1)", "vector(2)"],
    ["without-exporter", "kind: zone", "kind: area"],
  ])("fail promtool where %s has %s changed", (file, from, to) => {
    const changed = ruleFiles(defaultLab).map((one) =>
      one.path === `prometheus/rules/${file}.yml` ? { ...one, content: one.content.replaceAll(from, to) } : one,
    );
    expect(changed).not.toEqual(ruleFiles(defaultLab));
    expect(test(`changed-${String(changed.length)}-${from.length}-${file}`, changed).tested).toBe(1);
  });

  it("list the servers of the lab, with weights where they differ", () => {
    const server = (url: string, weight: number) => ({ url, weight });
    const lab = defineLab({
      services: [
        {
          name: "a@file",
          backends: [
            { name: "b@file", servers: [server("http://1", 3), server("http://2", 1)] },
            { name: "c@file", servers: [server("http://3", 2), server("http://4", 2)] },
          ],
        },
        { name: "d@file", backends: [{ name: "c@file", servers: [server("http://3", 1)] }] },
      ],
    });
    const rules = rulesOf(lab).flatMap((one) => one.rules.groups.flatMap((group) => group.rules));
    const weights = rules.filter(({ record }) => record === "homelab_server_weight");
    expect(weights.map(({ expr, labels }) => [labels?.["backend"], labels?.["server"], expr])).toEqual([
      ["b@file", "http://1", "vector(3)"],
      ["b@file", "http://2", "vector(1)"],
      ["c@file", "http://3", "vector(1)"],
      ["c@file", "http://4", "vector(1)"],
    ]);
  });

  it("are left out with `rules: false`, and so are the clients of the graph, which says so", () => {
    const lab = defineLab({ zones: [{ name: "home", cidrs: ["10.0.0.0/24"] }], rules: false });
    expect(rulesOf(lab)).toEqual([]);
    expect(checkFiles(buildTree(lab))).toEqual([]);
    const content = buildTree(lab)
      .map((file) => file.content)
      .join("");
    expect(content).not.toContain("connections:rate2m");
    expect(content).toContain("Clients are left out: their activity is recorded by rules");
    const recorded = buildTree({ ...lab, rules: true }).map((file) => file.content);
    expect(recorded.join("")).toContain("zone_client_ip:connections:rate2m{");
  });
});
