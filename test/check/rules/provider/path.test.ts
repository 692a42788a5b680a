import { describe, expect, it } from "vitest";
import { file, findingsOf, providerFile, providerYaml } from "../../samples.js";

const rule = "provider/path";
const dashboard = file({ uid: "a", panels: [] });

describe("provider/path", () => {
  it("finds a path without the dashboards beside the file", () => {
    const elsewhere = providerFile(providerYaml.replace("dashboards/homelab", "dashboards/home-lab"));
    expect(findingsOf(rule, elsewhere, dashboard)).toMatchObject([
      {
        path: 'grafana/dashboards/homelab.yml: providers[0] "homelab": options.path',
        message: 'it reads the folder "home-lab", but the dashboards beside it are in homelab',
        fix: "let the path end in /homelab",
      },
    ]);
  });

  it("finds two providers with one name", () => {
    const again = { path: "grafana/dashboards/again.yml", content: providerYaml };
    expect(findingsOf(rule, providerFile(), again)).toMatchObject([
      { path: 'grafana/dashboards/again.yml: providers[0] "homelab": name' },
    ]);
  });

  it("allows the folder beside the file, with and without a final slash", () => {
    expect(findingsOf(rule, providerFile(), dashboard)).toEqual([]);
    expect(findingsOf(rule, providerFile(providerYaml.replace(/homelab\n$/, "homelab/\n")), dashboard)).toEqual([]);
  });

  it("ignores a path outside of the provisioning directory, where any name may be mounted", () => {
    const elsewhere = providerFile(
      providerYaml.replace("/etc/grafana/provisioning/dashboards/homelab", "/srv/dashboards/x"),
    );
    expect(findingsOf(rule, elsewhere, dashboard)).toEqual([]);
  });

  it("ignores a provider without dashboards beside it", () => {
    expect(findingsOf(rule, providerFile())).toEqual([]);
    expect(
      findingsOf(rule, providerFile(providerYaml.replace(/homelab\n$/, "x\n")), { ...dashboard, path: "other/a.json" }),
    ).toEqual([]);
  });
});
