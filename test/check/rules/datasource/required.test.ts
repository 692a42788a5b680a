import { describe, expect, it } from "vitest";
import { findingsOf, foreignYaml } from "../../samples.js";

const found = (yaml: string) =>
  findingsOf("datasource/required", foreignYaml("datasources/a.yml", `apiVersion: 1\n${yaml}`)).map(
    ({ message }) => message,
  );

describe("datasource/required", () => {
  it.each([
    ["datasources: [{ type: loki }]", "this datasource has no name"],
    ["datasources: [{ name: Logs }]", "this datasource has no type"],
    ["datasources: [{ name: '', type: loki }]", "this datasource has no name"],
    ["datasources: { name: Logs }", "this is an object"],
    ["datasources: [Logs]", "this is a text"],
  ])("finds %j", (yaml, message) => {
    expect(found(yaml)).toEqual([message]);
  });

  it("allows any type, and a file that only deletes", () => {
    expect(found("datasources: [{ name: Logs, type: their-own-datasource, url: http://x }]")).toEqual([]);
    expect(found("deleteDatasources: [{ name: Logs }]")).toEqual([]);
  });
});
