import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { documentedDashboards } from "../../build/docs/dashboard-model.js";
import { dashboardPage } from "../../build/docs/dashboard-pages.js";
import { picturesOf } from "../../build/pictures/list.js";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { defaultLab } from "../../src/lab/index.js";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "docs/pictures");
const pictures = picturesOf(dashboardsOf(defaultLab).map((definition) => definition.finalize()));
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The images of a page with a text for those who don't see them. */
const imagesIn = (text: string) => [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path);

describe("docs/pictures", () => {
  it("has a picture of each dashboard and each graph, and nothing else", () => {
    expect(readdirSync(folder).toSorted()).toEqual(pictures.map(({ file }) => file).toSorted());
  });

  it("has at most 1.5 MB", () => {
    const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    expect(bytes).toBeLessThanOrEqual(1_500_000);
  });

  it.each(pictures.map(({ file, panel }) => [file, panel]))(
    "%s is a picture with a palette, in full size",
    (file, panel) => {
      const content = readFileSync(join(folder, file));
      expect(content.toString("latin1", 1, 4)).toBe("PNG");
      const [width, height, depth, type] = [
        content.readUInt32BE(16),
        content.readUInt32BE(20),
        content[24],
        content[25],
      ];
      expect([depth, type]).toEqual([8, 3]);
      expect(width).toBeGreaterThan(600);
      expect(height).toBeGreaterThan(300);
      if (panel === undefined) expect([width, height]).toEqual([1366, 768]);
      // An empty page has a few colors and hardly any bytes.
      expect(content.length).toBeGreaterThan(8_000);
    },
  );

  it("isn't part of the package", () => {
    const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(files).toEqual(["dist", "schemas", "README.md", "CHANGELOG.md", "LICENSE"]);
  });
});

describe("the pages", () => {
  it("show each picture once, on the page of its dashboard", () => {
    for (const dashboard of documentedDashboards()) {
      const own = pictures.filter(({ uid }) => uid === dashboard.uid);
      expect(imagesIn(dashboardPage(dashboard, pictures)).toSorted()).toEqual(
        own.map(({ file }) => `../../pictures/${file}`).toSorted(),
      );
    }
  });

  it("begin with a picture in the README's first screen", () => {
    const first = readme.split("\n").slice(0, 25).join("\n");
    expect(imagesIn(first)).toEqual(["docs/pictures/homelab-topology.png"]);
  });

  it("say below how they were taken: the version, its changes, and that the home is simulated", () => {
    const how = readFileSync(join(root, "docs/how-to/take-pictures.md"), "utf8");
    for (const text of ["Grafana 10.2", "simulated home", "`merge`", "node graph", "canvas"])
      expect(how).toContain(text);
    expect(readme).toContain("](docs/how-to/take-pictures.md)");
  });
});
