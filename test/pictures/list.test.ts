import { describe, expect, it } from "vitest";
import { picturesOf } from "../../build/pictures/list.js";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { defaultLab } from "../../src/lab/index.js";
import { parsedLab } from "../proof/parsed-lab.js";

const pictures = picturesOf(dashboardsOf(defaultLab).map((definition) => definition.finalize()));

describe("the pictures of the dashboards", () => {
  it("are the first screens and the graphs, folded ones included", () => {
    expect(pictures.map(({ file }) => file)).toEqual([
      "homelab-topology.png",
      "homelab-topology-zone-map.png",
      "homelab-topology-zone-graph.png",
      "homelab-topology-distribution-graph.png",
      "homelab-topology-full-graph.png",
      "homelab-zones.png",
      "homelab-dns.png",
      "homelab-dns-client-domain-graph.png",
      "homelab-services.png",
    ]);
  });

  it("say in words what they show", () => {
    for (const { alt, dashboard, panel } of pictures) expect(alt).toContain(panel?.title ?? dashboard);
    expect(new Set(pictures.map(({ alt }) => alt)).size).toBe(pictures.length);
  });

  it("have the same names and panels in another lab", () => {
    const others = picturesOf(dashboardsOf(parsedLab()).map((definition) => definition.finalize()));
    expect(others.map(({ file, panel }) => [file, panel?.id])).toEqual(
      pictures.map(({ file, panel }) => [file, panel?.id]),
    );
  });
});
