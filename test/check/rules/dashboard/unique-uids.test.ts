import { describe, expect, it } from "vitest";
import { file, findingsOf, foreignDashboard, foreignYaml } from "../../samples.js";

const of = (uid: string, name: string) => file({ uid, panels: [] }, name);

describe("dashboard/unique-uids", () => {
  it("finds two files with one uid, and names the other", () => {
    expect(findingsOf("dashboard/unique-uids", of("a", "one"), of("b", "two"), of("a", "three"))).toMatchObject([
      {
        path: "grafana/dashboards/homelab/three.json: uid",
        message: 'grafana/dashboards/homelab/one.json has the uid "a" too',
      },
    ]);
  });

  it("allows one uid in two organizations", () => {
    const provider = (name: string, organization: number) =>
      foreignYaml(
        `dashboards/${name}.yml`,
        `apiVersion: 1\nproviders:\n  - name: ${name}\n    orgId: ${organization}\n    options: { path: /x/provisioning/dashboards/${name} }\n`,
      );
    const files = [foreignDashboard({ uid: "a" }, "one/a"), foreignDashboard({ uid: "a" }, "two/a")];
    expect(findingsOf("dashboard/unique-uids", provider("one", 1), provider("two", 2), ...files)).toEqual([]);
    expect(findingsOf("dashboard/unique-uids", provider("one", 1), provider("two", 1), ...files)).toHaveLength(1);
  });

  it("allows different uids", () => {
    expect(findingsOf("dashboard/unique-uids", of("a", "one"), of("b", "two"))).toEqual([]);
  });
});
