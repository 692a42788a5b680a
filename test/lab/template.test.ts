import { describe, expect, it } from "vitest";
import { defaultLab, labTemplate, parseLab } from "../../src/lab/index.js";
import { inputSchema } from "../../src/lab/input-schema.js";

/** The template with its examples as entries: the comments under "For example" without their #. */
const withExamples = (template: string) =>
  template
    .replaceAll(/^( *)# For example.*\n((?:\1# .*\n?)+)/gm, (_, indent: string, example: string) =>
      example.replaceAll(new RegExp(`^${indent}# `, "gm"), indent),
    )
    .replace("filter_lists: []", "filter_lists:");

describe("labTemplate", () => {
  it("describes exactly the default lab", () => {
    expect(parseLab(labTemplate(), "lab.yml")).toEqual(defaultLab);
  });

  it("has every section, each with its description", () => {
    const prose = labTemplate().replaceAll(/\n# +|\n {2}# +/g, " ");
    for (const [name, { description }] of Object.entries(inputSchema.shape)) {
      expect(labTemplate()).toMatch(new RegExp(`^${name}:`, "m"));
      expect(description).toBeTruthy();
      expect(prose).toContain(description);
    }
  });

  it("has examples that are valid once they are uncommented", () => {
    const lab = parseLab(withExamples(labTemplate()), "lab.yml");
    expect(lab.zones).toHaveLength(4);
    expect(lab.services).toHaveLength(5);
    expect(lab.services[4]?.backends[0]?.servers).toHaveLength(2);
    expect(lab.infrastructure).toHaveLength(7);
    expect(lab.clients).toHaveLength(4);
    expect(lab.resolvers).toHaveLength(3);
    expect(lab.filter_lists).toEqual([{ list: 1, category: "advertising" }]);
    expect(lab.exporter.adguard).toMatchObject({ url: "https://dns.lab", query_log: "api" });
    expect(lab.exporter.traefik).toEqual({ access_log: "/var/log/traefik/access.log", trusted_proxies: [] });
  });

  it("is a text of lines no longer than 100 characters, without spaces at their ends", () => {
    const lines = labTemplate().split("\n");
    expect(lines.filter((line) => line.length > 102 || /\s$/.test(line))).toEqual([]);
    expect(lines.at(-1)).toBe("");
  });
});
