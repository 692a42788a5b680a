import { describe, expect, it } from "vitest";
import { findingsOf, foreignYaml } from "../../samples.js";

const found = (group: string) =>
  findingsOf("alerting/required", foreignYaml("alerting/rules.yml", `apiVersion: 1\ngroups:\n  - ${group}\n`)).map(
    ({ message }) => message,
  );
const rule = "{ uid: disk-full, title: Disk full, condition: A, data: [{ refId: A, datasourceUid: x, model: {} }] }";

describe("alerting/required", () => {
  it.each([
    ["{ folder: Disks, interval: 1m, rules: [] }", "this group has no name"],
    ["{ name: disks, interval: 1m }", "this group has no folder"],
    ["{ name: disks, folder: Disks }", "this group has no interval"],
    [`{ name: a, folder: A, interval: 1m, rules: [${rule.replace("uid: disk-full, ", "")}] }`, "this rule has no uid"],
    [
      `{ name: a, folder: A, interval: 1m, rules: [${rule.replace("condition: A, ", "")}] }`,
      "this rule has no condition",
    ],
    [
      `{ name: a, folder: A, interval: 1m, rules: [${rule.replace(/data: .*\] /, "data: [] ")}] }`,
      "this rule has no data",
    ],
  ])("finds %j", (group, message) => {
    expect(found(group)).toEqual([message]);
  });

  it("allows complete rules, and recording ones without a condition", () => {
    expect(found(`{ name: a, folder: A, interval: 1m, rules: [${rule}] }`)).toEqual([]);
    const recording = rule.replace("condition: A", "record: { metric: a, from: A }");
    expect(found(`{ name: a, folder: A, interval: 1m, rules: [${recording}] }`)).toEqual([]);
  });
});
