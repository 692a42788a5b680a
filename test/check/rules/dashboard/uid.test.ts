import { describe, expect, it } from "vitest";
import { findingsOf, foreignDashboard } from "../../samples.js";

const found = (uid: unknown) => findingsOf("dashboard/uid", foreignDashboard({ uid, title: "a" }));

describe("dashboard/uid", () => {
  it.each(["my dashboard", "a/b", "x".repeat(41), 1860])("finds %j", (uid) => {
    expect(found(uid)).toMatchObject([{ path: "grafana/dashboards/own/theirs.json: uid" }]);
  });

  it.each(["rYdddlPWk", "node_Exporter-1", "x".repeat(40), "", null, undefined])("allows %j", (uid) => {
    expect(found(uid)).toEqual([]);
  });
});
