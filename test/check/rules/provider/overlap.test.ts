import { describe, expect, it } from "vitest";
import { file, findingsOf, foreignYaml, providerFile } from "../../samples.js";

const rule = "provider/overlap";
const own = (path: string, more = "") =>
  foreignYaml("dashboards/own.yml", `apiVersion: 1\nproviders: [{ name: own, ${more}options: { path: ${path} } }]\n`);
const ours = [
  providerFile(),
  file({ uid: "a", title: "A", panels: [] }),
  file({ uid: "b", title: "B", panels: [] }, "b"),
];

describe(rule, () => {
  it.each([
    "/etc/grafana/provisioning/dashboards",
    "/etc/grafana/provisioning/dashboards/",
    "/etc/grafana/provisioning/dashboards/homelab",
  ])("finds a provider with the path %s, once", (path) => {
    expect(findingsOf(rule, ...ours, own(path))).toMatchObject([
      {
        path: 'grafana/dashboards/own.yml: providers[0] "own": options.path',
        message: 'it reads grafana/dashboards/homelab/homelab-services.json, which the provider "homelab" reads, too',
      },
    ]);
  });

  it("allows other directories and other organizations", () => {
    expect(findingsOf(rule, ...ours, own("/etc/grafana/provisioning/dashboards/own"))).toEqual([]);
    expect(findingsOf(rule, ...ours, own("/var/lib/grafana/dashboards"))).toEqual([]);
    expect(findingsOf(rule, ...ours, own("/etc/grafana/provisioning/dashboards", "orgId: 2, "))).toEqual([]);
  });
});
