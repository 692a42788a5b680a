import { describe, expect, it } from "vitest";
import { file, findingsOf, foreignDashboard, foreignYaml, providerFile } from "../../samples.js";

const rule = "dashboard/unique-titles";
const provider = (name: string, settings: string, options = "") =>
  foreignYaml(
    `dashboards/${name}.yml`,
    `apiVersion: 1\nproviders:\n  - name: ${name}\n${settings}    options:\n      path: /etc/grafana/provisioning/dashboards/${name}\n${options}`,
  );
const named = (title: string, name: string) => foreignDashboard({ uid: name.replaceAll("/", "-"), title }, name);

describe(rule, () => {
  it("finds one title twice in a directory, and names the other file", () => {
    expect(findingsOf(rule, named("Disks", "own/a"), named("Network", "own/b"), named("Disks", "own/c"))).toMatchObject(
      [
        {
          path: "grafana/dashboards/own/c.json: title",
          message: 'grafana/dashboards/own/a.json has the title "Disks" in the same folder',
        },
      ],
    );
  });

  it("finds it between an emitted dashboard and another", () => {
    const ours = file({ uid: "a", title: "Disks", panels: [] });
    expect(findingsOf(rule, ours, providerFile(), named("Disks", "homelab/mine"))).toHaveLength(1);
  });

  it("finds it below a provider's path, whose directories are no folders", () => {
    const files = [named("Disks", "own/a"), named("Disks", "own/deep/b")];
    expect(findingsOf(rule, provider("own", "    folder: Own\n"), ...files)).toHaveLength(1);
    expect(findingsOf(rule, ...files)).toEqual([]);
    const fromFiles = "      foldersFromFilesStructure: true\n";
    expect(findingsOf(rule, provider("own", "", fromFiles), ...files)).toEqual([]);
    const twins = [named("Disks", "own/one/deep/a"), named("Disks", "own/two/deep/b")];
    expect(findingsOf(rule, provider("own", "", fromFiles), ...twins)).toHaveLength(1);
  });

  it("finds it in one folder of two providers", () => {
    const files = [named("Disks", "one/a"), named("Disks", "two/b")];
    const one = provider("one", "    folder: Machines\n    folderUid: machines\n");
    expect(findingsOf(rule, one, provider("two", "    folder: Machines\n"), ...files)).toHaveLength(1);
    expect(findingsOf(rule, one, provider("two", "    folder: Others\n"), ...files)).toEqual([]);
    expect(findingsOf(rule, one, provider("two", "    folder: Machines\n    orgId: 2\n"), ...files)).toEqual([]);
  });

  it("compares titles letter by letter", () => {
    expect(findingsOf(rule, named("Disks", "own/a"), named("disks", "own/b"))).toEqual([]);
  });
});
