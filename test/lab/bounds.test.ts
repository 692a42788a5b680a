/** Labs of any size are built, or refused with the place and a way out. */
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { checkFiles } from "../../src/check/index.js";
import { buildTree } from "../../src/index.js";
import { defineLab, LabError, parseLab, type LabInput } from "../../src/lab/index.js";
import { messagesFor } from "./issues.js";

const many = <Entry>(count: number, entry: (index: number) => Entry): Entry[] =>
  Array.from({ length: count }, (_, index) => entry(index));

/** A name of a length that an index makes unique. */
const long = (index: number, length: number, character = "x") => `${index}-`.padEnd(length, character);

const home = [{ name: "home", cidrs: ["10.0.0.0/8"] }];
const zones = (count: number, name: (index: number) => string): LabInput => ({
  zones: many(count, (index) => ({ name: name(index), cidrs: [`10.${index}.0.0/16`] })),
});
const parts = (count: number, kind: "proxy" | "dns" | "other", length: number, character?: string): LabInput => ({
  zones: home,
  infrastructure: many(count, (index) => ({
    name: `n${long(index, length, character)}`,
    host: "h.lab",
    kind,
    job: `j${long(index, length, character)}`,
    service: `s${long(index, length, character)}`,
  })),
});

describe("the largest labs", () => {
  it.each<[string, LabInput]>([
    ["many zones", zones(200, (index) => long(index, 190))],
    ["zones with names of signs", zones(50, (index) => long(index, 195, "\\"))],
    ["zones with names of letters that take three bytes", zones(68, (index) => long(index, 195, "家"))],
    ["infrastructure", parts(20, "other", 47)],
    ["proxies", parts(20, "proxy", 47)],
    ["DNS servers", parts(20, "dns", 47)],
    ["proxies with names of signs", parts(20, "proxy", 11, "\\")],
    ["a few proxies with long names", parts(4, "proxy", 199)],
    ["services", { zones: home, services: many(1_000, (index) => ({ name: long(index, 190) })) }],
    [
      "services with names of signs",
      { zones: home, services: many(250, (index) => ({ name: long(index, 190, "\\") })) },
    ],
    [
      "clients",
      {
        zones: home,
        clients: many(10_000, (index) => ({ title: long(index, 200), address: `10.0.${index >> 8}.${index & 255}` })),
      },
    ],
    [
      "resolvers",
      {
        zones: home,
        resolvers: many(200, (index) => ({ name: long(index, 200, "\\"), addresses: [`tls://${index}.lab`] })),
      },
    ],
  ])("are built without a finding: %s", (_, lab) => {
    expect(checkFiles(buildTree(defineLab(lab)))).toEqual([]);
  });
});

describe("a lab beyond them", () => {
  it("has too many entries, at a line", () => {
    const text = stringify({ retention: "30d", ...zones(201, (index) => `z${index}`) });
    expect(messagesFor(text)).toEqual(["lab.yml:3: zones: has 201 entries (at most 200 are possible: leave some out)"]);
  });

  it("has 60,000 zones, each of which refers to others", () => {
    const lab = zones(60_000, (index) => `z${index}`);
    const services = many(1_000, (index) => ({ name: `s${index}`, zone: "nowhere" }));
    expect(() => defineLab({ ...lab, services })).toThrow(LabError);
    expect(() => defineLab({ ...lab, services })).toThrow("lab: zones: has 60000 entries (at most 200 are possible");
  });

  it.each<[string, LabInput, string]>([
    [
      "services",
      { services: many(1_001, (index) => ({ name: `s${index}` })) },
      "services: has 1001 entries (at most 1000",
    ],
    ["infrastructure", parts(21, "other", 5), "infrastructure: has 21 entries (at most 20"],
    [
      "clients",
      { clients: many(10_001, (index) => ({ title: `${index}`, client_ids: [`c${index}`] })) },
      "clients: has 10001 entries",
    ],
    [
      "ranges",
      { zones: [{ name: "a", cidrs: many(10_001, (index) => `10.${index >> 8}.${index & 255}.0/24`) }] },
      "zones[0].cidrs: has 10001",
    ],
    ["zones with long names", zones(60, (index) => long(index, 200, "\\")), "zones: has names of"],
    ["infrastructure with long names", parts(20, "other", 100), "infrastructure: has names, jobs and services of"],
    [
      "services with long names",
      { services: many(1_000, (index) => ({ name: long(index, 200, "\\") })) },
      "services: has names, backends and servers of",
    ],
  ])("is refused: %s", (_, lab, message) => {
    expect(() => defineLab({ ...(lab.zones ? {} : { zones: home }), ...lab })).toThrow(`lab: ${message}`);
  });

  it("has a text of 100,000 letters, whose start is shown", () => {
    const text = "x".repeat(100_000);
    for (const [lab, place] of [
      [`zones: [{name: ${text}, cidrs: []}]`, "zones[0].name"],
      [`services: [{name: a, title: ${text}}]`, "services[0].title"],
      [`datasource: {url: "https://${text}"}`, "datasource.url"],
      [`certificates: {ca: /${text}}`, "certificates.ca"],
      [`clients: [{title: ${text}, client_ids: [a]}]`, "clients[0].title"],
    ] as const) {
      const [message = "", ...rest] = messagesFor(lab);
      expect(rest).toEqual([]);
      expect(message).toMatch(
        new RegExp(
          `^lab\\.yml:1: ${place.replaceAll(/[[\].]/g, "\\$&")}: "[^"]*… has more than \\d+ characters \\(shorten it\\)$`,
        ),
      );
      expect(message.length).toBeLessThan(250);
    }
    const [message = ""] = messagesFor(`zones: [{${text}: 1, name: a, cidrs: []}]`);
    expect(message).toContain("is not a known key");
    expect(message.length).toBeLessThan(500);
  });

  it("may have names of 200 characters, however they are written", () => {
    for (const letter of ["x", "é", "家", "🏠"]) {
      const name = letter.repeat(200);
      expect(parseLab(stringify({ zones: [{ name, cidrs: [] }] }), "lab.yml").zones[0]?.name).toBe(name);
      expect(() => defineLab({ zones: [{ name: `${name}x`, cidrs: [] }] })).toThrow("has more than 200 characters");
    }
  });
});

describe("a hidden character in a text", () => {
  it.each(["a\u202eb", "a\u200bb", "\ufeffa", "a\u00adb", "a\u2066b", "\u3164", "ads\u200d"])(
    "is refused and named: %j",
    (name) => {
      const [message, ...rest] = messagesFor(JSON.stringify({ zones: [{ name, cidrs: [] }] }));
      expect(rest).toEqual([]);
      expect(message).toMatch(
        /^lab\.yml:1: zones\[0\]\.name: ".*\\u\{[0-9a-f]+\}.*" holds the invisible character \\u\{[0-9a-f]+\} \(write it without that character\)$/,
      );
    },
  );
});
