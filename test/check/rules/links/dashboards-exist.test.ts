import { describe, expect, it } from "vitest";
import { file, findingsOf } from "../../samples.js";

const rule = "links/dashboards-exist";
const services = file({ uid: "homelab-services", tags: ["homelab", "traefik"], panels: [] }, "services");
const from = (content: object) =>
  findingsOf(rule, services, file({ uid: "homelab-dns", panels: [], ...content }, "dns"));
const inPanel = (url: string) => from({ panels: [{ fieldConfig: { defaults: { links: [{ title: "x", url }] } } }] });

describe("links/dashboards-exist", () => {
  it("finds a data link to a missing dashboard, and suggests one", () => {
    expect(inPanel("/d/homelab-service?var-zone=${zone}")).toMatchObject([
      {
        message: "it links to /d/homelab-service, and no dashboard here has that uid",
        fix: "did you mean /d/homelab-services?",
      },
    ]);
  });

  it.each([
    ["a link of the dashboard", { links: [{ type: "link", url: "/d/nowhere" }] }],
    [
      "a link in an override",
      {
        panels: [
          { fieldConfig: { overrides: [{ properties: [{ id: "links", value: [{ url: "/d/nowhere/slug" }] }] }] } },
        ],
      },
    ],
    ["a link in a text panel", { panels: [{ type: "text", options: { content: "See [there](/d/nowhere)." } }] }],
    ["a link in HTML", { panels: [{ type: "text", options: { content: '<a href="/d/nowhere?x=1">there</a>' } }] }],
    ["a link in a description", { panels: [{ description: "See /d/nowhere for more" }] }],
    ["a link in a row's panel", { panels: [{ type: "row", panels: [{ links: [{ url: "d/nowhere" }] }] }] }],
    ["a link below a path", { links: [{ type: "link", url: "/grafana/d/nowhere" }] }],
  ])("finds %s", (_name, content) => {
    expect(from(content)).toHaveLength(1);
  });

  it.each([
    "/d/homelab-services",
    "/d/homelab-dns/slug?a=b",
    "https://example.org/d/other",
    "//example.org/d/other",
    "/d/${__data.fields.uid}",
    "/explore",
  ])("allows %s", (url) => {
    expect(inPanel(url)).toEqual([]);
  });

  it("finds no links in queries", () => {
    expect(from({ panels: [{ targets: [{ expr: 'x{path=~"/d/nowhere"}' }] }] })).toEqual([]);
  });

  it("finds a list of dashboards by tags that match none", () => {
    const links = (...tags: readonly string[]) => from({ links: [{ type: "dashboards", title: "x", tags }] });
    expect(links("homelab")).toEqual([]);
    expect(links("homelab", "traefik")).toEqual([]);
    expect(links("homelab", "dns")).toMatchObject([{ message: expect.stringContaining('"homelab", "dns"') }]);
  });
});
