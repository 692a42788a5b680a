import { describe, expect, it } from "vitest";
import { file, findingsOf } from "../../samples.js";

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

  it("allows different uids", () => {
    expect(findingsOf("dashboard/unique-uids", of("a", "one"), of("b", "two"))).toEqual([]);
  });
});
