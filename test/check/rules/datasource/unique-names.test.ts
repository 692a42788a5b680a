import { describe, expect, it } from "vitest";
import { findingsOf, foreignYaml } from "../../samples.js";

const rule = "datasource/unique-names";
const of = (file: string, ...entries: readonly string[]) =>
  foreignYaml(
    `datasources/${file}.yml`,
    `apiVersion: 1\ndatasources:\n${entries.map((each) => `  - { ${each} }\n`).join("")}`,
  );
const one = "name: Logs, uid: a, type: loki";
const other = "name: Logs, uid: b, type: loki";

describe(rule, () => {
  it("finds one name in two files, and in one", () => {
    expect(findingsOf(rule, of("a", one), of("b", other))).toMatchObject([
      {
        path: expect.stringMatching(/^grafana\/datasources\/b\.yml: .*: name$/),
        message: "a datasource in grafana/datasources/a.yml has the same name",
      },
    ]);
    expect(findingsOf(rule, of("a", one, other))).toHaveLength(1);
  });

  it("allows one name in two organizations, and none", () => {
    expect(findingsOf(rule, of("a", one, `${other}, orgId: 2`))).toEqual([]);
    expect(findingsOf(rule, of("a", "type: loki", "type: loki"))).toEqual([]);
  });
});
