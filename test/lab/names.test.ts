import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { defineLab, parseLab, zoneOf } from "../../src/lab/index.js";
import { issuesOf, messagesFor } from "./issues.js";

const odd = [
  "gäste-wlan",
  `it's "odd"\\x@docker`,
  "  spaces  ",
  "emoji 🏠",
  "a: b # c",
  "- x",
  "${datasource}",
  "`backtick`",
  "*",
  "null",
  "1e3",
  "__proto__",
  "constructor",
  "unknown zone",
  "Unknown",
];

describe("a name", () => {
  it.each(odd)("may be %j wherever there are names, in TypeScript and in YAML", (name) => {
    const written = {
      zones: [{ name, title: name, cidrs: ["10.0.0.0/8"], interfaces: [name] }],
      services: [
        { name: `${name}@docker`, zone: name, dependencies: [name, `other ${name}`], backends: [{ name }] },
        { name: `other ${name}`, title: name, kind: name, host: name },
      ],
      infrastructure: [{ name, host: name, address: "10.0.0.1", job: name, service: `routed ${name}` }],
      clients: [{ address: "10.0.0.2", title: name }],
      resolvers: [{ name, addresses: ["1.1.1.1"], zone: name }],
    };
    const lab = defineLab(written);
    expect(parseLab(stringify(written), "lab.yml")).toEqual(lab);
    expect(lab.zones[0]?.name).toBe(name);
    expect(zoneOf(lab, "10.1.1.1")).toBe(name);
  });

  it.each(["", "  ", "a\nb", "a\tb", "a\u0000b", "a\u2028b", "a\uFFFEb", "half \ud800"])("can't be %j", (name) => {
    const [issue, ...rest] = issuesOf(() => defineLab({ services: [{ name }] }));
    expect(rest).toEqual([]);
    expect(issue).toMatchObject({ file: "lab", path: "services[0].name", value: name });
  });
});

describe("reserved names", () => {
  it.each([
    ["zones: [{name: unknown, cidrs: []}]", 'lab.yml:1: zones[0].name: "unknown" is a reserved name'],
    [
      "clients: [{address: 10.0.0.1, title: other@external}]",
      'lab.yml:1: clients[0].title: "other@external" starts with the reserved "other@"',
    ],
    ["resolvers: [{name: cache, addresses: [1.1.1.1]}]", 'lab.yml:1: resolvers[0].name: "cache" is a reserved name'],
    ["resolvers: [{name: filter, addresses: [1.1.1.1]}]", 'lab.yml:1: resolvers[0].name: "filter" is a reserved name'],
  ])("%s", (text, message) => {
    const messages = messagesFor(text);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(message);
    expect(messages[0]).toMatch(/\(choose another: .+\)$/);
  });

  it("are reserved only where metrics use them", () => {
    const lab = defineLab({
      zones: [{ name: "cache", cidrs: [] }],
      services: [{ name: "unknown" }],
      clients: [{ address: "10.0.0.1", title: "the other@home" }],
      resolvers: [{ name: "unknown", addresses: ["1.1.1.1"] }],
    });
    expect(lab.services[0]?.name).toBe("unknown");
  });
});
