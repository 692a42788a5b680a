import { describe, expect, it } from "vitest";
import { findingsOf, foreignYaml } from "../../samples.js";

const found = (path: string, yaml: string) => findingsOf("file/api-version", foreignYaml(path, yaml));

describe("file/api-version", () => {
  it("finds datasources and providers without it", () => {
    expect(found("datasources/a.yml", "datasources: []")).toMatchObject([{ fix: "add apiVersion: 1 at its top" }]);
    expect(found("dashboards/a.yml", "providers: []")).toHaveLength(1);
  });

  it("allows it, also as a text, and files of alerting without it", () => {
    expect(found("datasources/a.yml", "apiVersion: 1\ndatasources: []")).toEqual([]);
    expect(found("datasources/a.yml", 'apiVersion: "1"\ndatasources: []')).toEqual([]);
    expect(found("alerting/a.yml", "groups: []")).toEqual([]);
  });
});
