import { describe, expect, it } from "vitest";
import { defaultLab, defineLab, type Lab } from "../../../src/lab/index.js";
import { colors, zoneColors } from "../../../src/panels/tokens.js";
import { columnName, shortClient } from "../../../src/panels/zone-map/columns.js";
import { change, objectAt, objectsAt, textAt, type JsonObject } from "../../../src/grafana/json.js";
import { geometryFaults } from "./geometry.js";
import { bodyOf, connectionsOf, elementsOf, rectangleOf, svgOf } from "./svg.js";
import { busy, frameOf, labOf, mapOf, nothing, type Answers } from "./samples.js";

const odd = ['a "quoted" zone', "back\\slash", "$zone [[zone]] ${zone}", "a|b→c", "zone", "ünïcode 🏠"];
const oddLab = defineLab({
  zones: odd.map((name, index) => ({ name, cidrs: [`10.0.${index}.0/24`] })),
  services: odd.map((name, index) => ({
    name,
    zone: name,
    dependencies: index === 0 ? [odd[1] ?? ""] : index === 1 ? [odd[0] ?? ""] : [],
  })),
});

const fiveZones = labOf([2, 0, 1, 3, 2]);
const twelveZones = labOf(Array.from({ length: 12 }, () => 5));
const longNames = defineLab({
  zones: ["WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", "リビングルームのテレビとルーター"].map((title, index) => ({
    name: `zone-${index}`,
    title,
    cidrs: [`10.0.${index}.0/24`],
  })),
  services: [0, 1].map((index) => ({
    name: `a${index}@docker`,
    title: "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM",
    zone: `zone-${index}`,
    dependencies: index === 0 ? ["a1@docker"] : [],
  })),
  resolvers: Array.from({ length: 9 }, (_, index) => ({
    name: `r${index}`,
    title: "Resolver of the provider with a long name",
    addresses: [`10.0.0.${index + 1}`],
    zone: "zone-0",
  })),
});

/** A lab with this many proxies and DNS servers. */
const withParts = (proxies: number, servers: number): Lab =>
  labOf([2, 1, 2], {
    infrastructure: [
      ...Array.from({ length: proxies }, (_, index) => ({
        name: `proxy-${index}`,
        title: `Traefik number ${index + 1}`,
        kind: "proxy" as const,
        host: `proxy-${index}.lab`,
        zone: "zone-1",
      })),
      ...Array.from({ length: servers }, (_, index) => ({
        name: `dns-${index}`,
        title: `AdGuard Home number ${index + 1}`,
        kind: "dns" as const,
        host: `dns-${index}.lab`,
        zone: "zone-2",
      })),
    ],
  });

const labs: Readonly<Record<string, Lab>> = {
  "the default lab": defaultLab,
  "one zone": labOf([14]),
  "three zones": labOf([6, 3, 2]),
  "five zones": fiveZones,
  "twelve zones with sixty services": twelveZones,
  "twelve uneven zones": labOf([8, 2, 6, 0, 9, 4, 3, 7, 5, 1, 4, 5]),
  "fifty services in one of twelve zones": labOf([50, ...Array.from({ length: 11 }, () => 1)]),
  "long names": longNames,
  "odd names": oddLab,
  "no proxy and no DNS server": withParts(0, 0),
  "two proxies and two DNS servers": withParts(2, 2),
  "six proxies and five DNS servers": withParts(6, 5),
};

/** The longest text of each column. Rates are below 1,600 per second, traffic below a terabit, and a zone has below 1,000 clients. */
const longest: Readonly<Record<string, string>> = {
  rate: "99.9K /min",
  resolver: "99.9K /min",
  known: "999 clients",
  active: "999 active",
  in: "999.9 Mb/s",
  out: "999.9 Mb/s",
  blocked: "100.0%",
  busiest: shortClient("fd12:3456:789a:1:aaaa:bbbb:dddd:eeee"),
  health: "◐",
};

describe.each(Object.entries(labs))("the map of %s", (_, lab) => {
  const panel = mapOf(lab);

  it("has no overlap, nothing outside, no line through a box or text, and each text in its box", async () => {
    expect(geometryFaults(panel)).toEqual([]);
    expect(geometryFaults(panel, await frameOf(panel, busy(lab)))).toEqual([]);
    expect(geometryFaults(panel, undefined, (column) => longest[column.split("\n")[0] ?? ""] ?? "?")).toEqual([]);
  });

  it("has arrows of requests to the proxy and of queries to the DNS server, and from the proxy to zones with services", () => {
    const ends = connectionsOf(panel, bodyOf(panel)).map(({ from, to, direction }) =>
      [from, to, direction].map((name) => name.replace(/ below$/, "")).join(" "),
    );
    const serving = lab.zones.filter(({ name }) =>
      [...lab.services, ...lab.infrastructure.filter(({ service }) => service !== undefined)].some(
        ({ zone }) => zone === name,
      ),
    );
    const end = (kind: "proxy" | "dns") => {
      const [only, ...others] = lab.infrastructure.filter((part) => part.kind === kind);
      return only === undefined || others.length > 0 ? `bar of ${kind}` : `infrastructure ${only.name}`;
    };
    const expected = [
      ...lab.zones.flatMap(({ name }) => [
        `zone ${name} ${end("proxy")} forward`,
        `zone ${name} ${end("dns")} forward`,
      ]),
      ...serving.map(({ name }) => `${end("proxy")} zone ${name} forward`),
    ];
    expect(ends.sort()).toEqual(expected.sort());
  });

  it("has the mark of health of a thing directly before its title", () => {
    const names = elementsOf(panel).map((one) => textAt(one, "name") ?? "");
    const marked = names.filter((name) => name.startsWith("health of "));
    expect(marked.length).toBeGreaterThan(lab.zones.length);
    for (const name of marked) {
      const mark = rectangleOf(elementOf(panel, name), bodyOf(panel));
      const title = rectangleOf(elementOf(panel, name.replace("health of", "title of")), bodyOf(panel));
      expect(title.left - mark.left).toBeLessThan(17);
      expect(title.top).toBe(mark.top);
    }
  });

  it("has the zones in their colors", () => {
    const border = (name: string) =>
      textAt(objectAt(objectAt(elementOf(panel, `zone ${name}`), "border"), "color"), "fixed");
    for (const { name } of lab.zones) expect(border(name)).toBe(zoneColors(lab.zones).get(name));
  });

  it("has queries of at most 1,000 characters", () => {
    const queries = objectsAt(panel, "targets").map((one) => textAt(one, "expr") ?? "");
    expect(queries).toHaveLength(14);
    expect(queries.filter((query) => query.length > 1000)).toEqual([]);
  });
});

describe("the geometry", () => {
  const panel = mapOf(fiveZones);

  /** The map with lines of this width at most. */
  const withLines = (max: number): JsonObject =>
    change(panel, "options", (options) =>
      change(options, "root", (root) => ({
        ...root,
        elements: objectsAt(root, "elements").map((one) => ({
          ...one,
          connections: objectsAt(one, "connections").map((line) => ({
            ...line,
            size: { ...objectAt(line, "size"), max },
          })),
        })),
      })),
    );

  it("counts the arrowheads of lines at their largest width", () => {
    expect(geometryFaults(withLines(2))).toEqual([]);
    const faults = geometryFaults(withLines(6)).join();
    expect(faults).toContain("the line from zone zone-1 to infrastructure traefik touches “asks by HTTP”");
    expect(faults).toContain(
      "the arrowhead of the line from zone zone-1 to infrastructure traefik is longer than half of it",
    );
  });
});

function elementOf(panel: JsonObject, name: string): JsonObject {
  const found = elementsOf(panel).find((one) => one["name"] === name);
  if (found === undefined) throw new Error(`no element ${name}`);
  return found;
}

describe("the texts and lines of the map", () => {
  const panel = mapOf(fiveZones);
  const draw = async (answers: Answers) => svgOf(panel, bodyOf(panel), await frameOf(panel, answers));

  it("are the figures of the answers", async () => {
    const svg = await draw(busy(fiveZones));
    for (const text of ["14 clients", "3 active", "192.168.0.100", "1.2 Mb/s", "3.4 Mb/s", "20.0%", "123.4 /min"])
      expect(svg).toContain(`>${text}<`);
    const lines = connectionsOf(panel, bodyOf(panel), await frameOf(panel, busy(fiveZones)));
    const ofFirst = lines.filter(({ from, to }) => [from, to].includes("zone zone-1"));
    for (const [index, { width }] of ofFirst.entries()) expect(width).toBeCloseTo(0.75 + 1.25 / (index + 1), 6);
    expect(ofFirst.map(({ color }) => color)).toEqual([colors.good, colors.warning, colors.bad]);
  });

  it("are gray and thin, with words, without any answer", async () => {
    const svg = await draw(nothing);
    for (const text of ["none", "no traffic", "no queries"]) expect(svg).toContain(`>${text}<`);
    for (const line of connectionsOf(panel, bodyOf(panel), await frameOf(panel, nothing)))
      expect(line).toMatchObject({ color: colors.neutral, width: 0.75 });
  });

  it.each(busy(fiveZones).values.map((_, index) => index))("keep the others without answer %i", async (missing) => {
    const { values, texts } = busy(fiveZones);
    const names = (all: Answers["values"]) => new Set(all.flat().map(([column]) => column));
    const left = values.map((answer, index) => (index === missing ? [] : answer));
    const frame = await frameOf(panel, { values: left, texts });
    const found = new Set(frame?.fields.map(({ name }) => name));
    expect([...names(left)].filter((name) => !found.has(name))).toEqual([]);
    expect(found.has(columnName("busiest", "zone-1"))).toBe(true);
    expect(frame?.length).toBe(1);
  });

  it("show titles of clients that the lab names, and words for those that are counted as one", async () => {
    const lab = defineLab({
      zones: [
        { name: "home", cidrs: ["10.0.0.0/24"] },
        { name: "internet", type: "external", cidrs: ["0.0.0.0/0"] },
      ],
      clients: [{ title: "Anna's laptop", address: "10.0.0.7" }],
    });
    const texts = [
      [columnName("busiest", "home"), "10.0.0.7"],
      [columnName("busiest", "internet"), shortClient("other@internet")],
    ] as const;
    const named = mapOf(lab);
    const svg = svgOf(named, bodyOf(named), await frameOf(named, { values: [], texts }));
    expect(svg).toContain(">Anna's laptop<");
    expect(svg).toContain(">many, as one<");
  });

  it("say what a service needs, which stands beside it if it is in the same zone", () => {
    const names = elementsOf(panel).map((one) => textAt(one, "name") ?? "");
    expect(textOfElement(panel, "second line of service service-1-2@docker")).toBe("needs service-1-1");
    const titles = names.filter((name) => name.startsWith("title of service service-4"));
    expect(titles).toEqual(["4-1", "4-3", "4-2"].map((name) => `title of service service-${name}@docker`));
  });
});

const textOfElement = (panel: JsonObject, name: string) =>
  textAt(objectAt(objectAt(elementOf(panel, name), "config"), "text"), "fixed");

describe("the panel", () => {
  it("links each zone and item from its box, which is above its texts", () => {
    const panel = mapOf(oddLab);
    const link = (name: string) => objectsAt(elementOf(panel, name), "links")[0];
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
    const names = elementsOf(panel).map((one) => textAt(one, "name") ?? "");
    expect(new Set(names).size).toBe(names.length);
    for (const name of odd) {
      expect(names.indexOf(`zone ${name}`)).toBeGreaterThan(names.indexOf(`title of zone ${name}`));
      expect(names.indexOf(`service ${name}`)).toBeGreaterThan(names.indexOf(`title of service ${name}`));
      expect(names.indexOf(`service ${name}`)).toBeGreaterThan(names.indexOf(`zone ${name}`));
    }
  });

  it("says in title and description that it has no room for all zones", () => {
    const panel = mapOf(labOf(Array.from({ length: 13 }, () => 2)));
    expect(panel["title"]).toBe("Zone map (the first 12 zones)");
    expect(panel["description"]).toContain("this lab has 13");
  });

  it("needs no animation to be read, and nothing that Grafana 12.0 doesn't know", () => {
    for (const element of elementsOf(mapOf(fiveZones))) {
      for (const connection of objectsAt(element, "connections")) {
        expect(connection["lineStyle"]).toBeUndefined();
        expect(connection["direction"]).toBeUndefined();
      }
    }
  });

  it("matches names with line breaks, which are foreign, to no column of the lab", () => {
    expect(columnName("known", "a\nb")).not.toBe(columnName("known", "a"));
  });

  it("is the same for the same lab", () => {
    expect(mapOf(oddLab)).toEqual(mapOf(oddLab));
  });
});

describe("shortClient", () => {
  it("keeps fifteen letters, of longer names the last fourteen", () => {
    expect(shortClient("192.168.100.100")).toBe("192.168.100.100");
    expect(shortClient("fd12:3456:789a:1::7")).toBe("…3456:789a:1::7");
    expect([...shortClient("id:🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠")]).toHaveLength(15);
  });
});
