import { describe, expect, it } from "vitest";
import { defaultLab, defineLab } from "../../../src/lab/index.js";
import { dependencies, mapSize, zonePairs } from "../../../src/panels/zone-map/index.js";
import { colors } from "../../../src/panels/tokens.js";
import { columnName } from "../../../src/panels/zone-map/columns.js";
import { objectAt, objectsAt, textAt } from "../../../src/grafana/json.js";
import { connectionsOf, elementsOf, svgOf } from "./svg.js";
import { busy, frameOf, labOf, mapOf, type Answers } from "./samples.js";

const odd = ['a "quoted" zone', "back\\slash", "$zone [[zone]] ${zone}", "a|b→c", "zone", "ünïcode 🏠"];
const oddLab = defineLab({
  zones: odd.map((name, index) => ({ name, cidrs: [`10.0.${index}.0/24`] })),
  services: odd.map((name, index) => ({
    name,
    zone: name,
    dependencies: index === 0 ? [odd[1] ?? ""] : index === 1 ? [odd[0] ?? ""] : [],
  })),
});

const zoneLines = (panel: Parameters<typeof connectionsOf>[0], frame?: Awaited<ReturnType<typeof frameOf>>) =>
  connectionsOf(panel, mapSize, frame).filter(({ animated }) => animated);

describe("the lines of the zone map", () => {
  it("lead from each zone to the zones of Traefik, AdGuard Home and services, and on to those of resolvers", () => {
    expect(zonePairs(defaultLab)).toEqual([
      { from: "trusted", to: "underlay_network" },
      { from: "external", to: "underlay_network" },
    ]);
    const spread = labOf([1, 0, 1], {
      infrastructure: [
        { name: "traefik", kind: "proxy", host: "a.lab", address: "10.0.0.2", zone: "zone-1" },
        { name: "adguard", kind: "dns", host: "b.lab", address: "10.0.0.3", zone: "zone-1" },
        { name: "prometheus", kind: "metrics", host: "c.lab", address: "10.0.0.4", zone: "zone-2" },
      ],
      resolvers: [{ name: "own", addresses: ["10.0.1.9"], zone: "zone-2" }],
    });
    expect(zonePairs(spread).map(({ from, to }) => `${from} ${to}`)).toEqual([
      "zone-1 zone-3",
      "zone-2 zone-1",
      "zone-2 zone-3",
    ]);
  });

  it("are one for each pair of zones, in whichever order and however often it occurs", () => {
    const lab = labOf(Array.from({ length: 12 }, () => 5));
    const keys = zonePairs(lab).map(({ from, to }) => [from, to].sort().join());
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toHaveLength(66);
    expect(dependencies(oddLab)).toEqual([{ from: odd[0], to: odd[1], mutual: true }]);
    expect(connectionsOf(mapOf(oddLab), mapSize).filter(({ direction }) => direction === "both")).toHaveLength(1);
  });

  it("have the width, color and direction of the answers", async () => {
    const lab = labOf([4, 3, 2]);
    const panel = mapOf(lab);
    const lines = zoneLines(panel, await frameOf(panel, busy(lab)));
    // In the order of the answers; elements are in the order of the rows of the map.
    const ordered = zonePairs(lab).map(({ from, to }) =>
      lines.find((line) => line.from.endsWith(from) && line.to.endsWith(to)),
    );
    expect(ordered.map((line) => line?.width)).toEqual([1, 1 / 2, 1 / 3].map((share) => 1 + 8 * Math.sqrt(share)));
    expect(ordered.map((line) => line?.color)).toEqual([colors.good, colors.warning, colors.bad]);
    expect(ordered.map((line) => line?.direction)).toEqual(["forward", "reverse", "forward"]);
    expect(lines).toHaveLength(3);
  });

  const gray = { color: colors.neutral, width: 1, direction: "none" };

  it("are thin and gray without any answer", async () => {
    const panel = mapOf(labOf([4, 3, 2]));
    for (const line of zoneLines(panel, await frameOf(panel, [[], [], [], [], []]))) expect(line).toMatchObject(gray);
    expect(zoneLines(panel)).toHaveLength(3);
  });

  it.each([0, 1, 2, 3, 4])("keep the values of the other queries if query %i has no answer", async (missing) => {
    const lab = labOf([4, 3, 2]);
    const panel = mapOf(lab);
    const answers: Answers = busy(lab).map((answer, index) => (index === missing ? [] : answer));
    const whole = zoneLines(panel, await frameOf(panel, busy(lab)));
    const frame = await frameOf(panel, answers);
    const lines = zoneLines(panel, frame);
    expect(lines.map(({ width }) => width)).toEqual(whole.map(({ width }) => (missing === 0 ? 1 : width)));
    expect(lines.map(({ color }) => color)).toEqual(whole.map(({ color }) => (missing === 1 ? gray.color : color)));
    expect(lines.map(({ direction }) => direction)).toEqual(
      whole.map(({ direction }) => (missing === 2 ? "none" : direction)),
    );
    expect(svgOf(panel, mapSize, frame).includes("no traffic")).toBe(missing === 3);
  });

  it("leave out pairs of zones that the lab doesn't have", async () => {
    const lab = labOf([1, 1]);
    const panel = mapOf(lab);
    const foreign = columnName("width", "zone-9", "zone-1");
    const answers: Answers = [[...(busy(lab)[0] ?? []), [foreign, 1]], [], [], [], []];
    expect(zoneLines(panel, await frameOf(panel, answers))).toHaveLength(1);
  });
});

describe("names", () => {
  it("with any characters stay distinct and match the columns of the answer", async () => {
    const panel = mapOf(oddLab);
    const names = elementsOf(panel).map((element) => textAt(element, "name"));
    expect(new Set(names).size).toBe(names.length);
    const lines = zoneLines(panel, await frameOf(panel, busy(oddLab)));
    expect(lines).toHaveLength(15);
    expect(new Set(lines.map(({ width }) => width)).size).toBe(15);
    expect(lines.every(({ color }) => color !== colors.neutral)).toBe(true);
  });

  it("with line breaks, which are foreign, match no column of the lab", () => {
    expect(columnName("width", "a", "b\nc")).not.toBe(columnName("width", "a\nb", "c\n"));
    const ours = columnName("width", "a", "b");
    for (const [first, second] of [
      ["a\nb", ""],
      ["a", "b\n"],
      ["", "a\nb"],
    ] as const) {
      expect(columnName("width", first, second)).not.toBe(ours);
    }
  });
});

describe("the panel", () => {
  it("links each zone and item from all of its elements", () => {
    const elements = elementsOf(mapOf(oddLab));
    const link = (name: string) => objectsAt(elements.find((one) => one["name"] === name) ?? {}, "links")[0];
    expect(link(`zone ${odd[2] ?? ""}`)).toEqual({
      title: "$\u2060zone [\u2060[zone]] $\u2060{zone}",
      url: "/d/homelab-zones?var-zone=%24zone%20%5B%5Bzone%5D%5D%20%24%7Bzone%7D&${__url_time_range}",
      targetBlank: false,
      oneClick: true,
    });
    expect(link(`service ${odd[0] ?? ""}`)?.["url"]).toMatch(
      /^\/d\/homelab-services\?var-service=a%20%22quoted%22%20zone&/,
    );
    expect(link("infrastructure adguard")?.["url"]).toBe("/d/homelab-dns?${__url_time_range}");
    expect(link(`health of zone ${odd[2] ?? ""}`)).toEqual(link(`zone ${odd[2] ?? ""}`));
  });

  it("says in title and description that items are only counted", () => {
    const lab = labOf(Array.from({ length: 13 }, () => 2));
    const panel = mapOf(lab);
    expect(panel["title"]).toBe("Zone map (all zones, things only counted)");
    expect(panel["description"]).toContain("this lab has 13 and 32");
    expect(
      elementsOf(panel).map((element) => textAt(objectAt(objectAt(element, "config"), "text"), "fixed")),
    ).toContain("2 services");
    expect(connectionsOf(panel, mapSize).every(({ animated }) => animated)).toBe(true);
  });

  it("has five queries, none longer than 8 KB in the largest lab", () => {
    const targets = objectsAt(mapOf(labOf(Array.from({ length: 12 }, () => 5))), "targets");
    expect(targets).toHaveLength(5);
    for (const one of targets) expect(textAt(one, "expr")?.length).toBeLessThan(8192);
  });

  it("is the same for the same lab", () => {
    expect(mapOf(oddLab)).toEqual(mapOf(oddLab));
  });
});
