import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { clientLabel, defineLab, parseLab, zoneOf } from "../../src/lab/index.js";
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

describe("a client", () => {
  it("has the address that is listed first, and canonical addresses and ClientIDs", () => {
    const { clients } = defineLab({
      clients: [
        {
          title: "Phone",
          address: "192.168.1.50",
          addresses: ["FD12::0050", "2001:db8:1:2::/64"],
          client_ids: ["Anna"],
        },
        { title: "Tablet", addresses: ["2001:db8:1:3::/64", "192.168.1.51"], zone: "trusted" },
        { title: "Ben", client_ids: ["ben"] },
        { title: "Things", address: "192.168.1.64/28" },
      ],
    });
    expect(clients[0]).toEqual({
      title: "Phone",
      address: "192.168.1.50",
      addresses: ["fd12::50", "2001:db8:1:2::/64"],
      client_ids: ["anna"],
      device_type: "other",
    });
    expect(clients.map(clientLabel)).toEqual(["192.168.1.50", "192.168.1.51", "id:Ben", undefined]);
  });

  it.each([
    ["{title: A}", "clients[0].address: is missing (add the key address, addresses or client_ids)"],
    ["{title: A, addresses: [], client_ids: []}", "clients[0].address: is missing (add the key address, addresses or"],
    [
      "{title: A, address: 10.0.0.0/24, client_ids: [a]}",
      'clients[0].address: "10.0.0.0/24" is a range, each of whose addresses is a client of its own (write it under',
    ],
    ["{title: A, addresses: [10.0.0.0/24]}", "clients[0].addresses: hold no single address, by which the client would"],
    ["{title: A, addresses: 10.0.0.1}", 'clients[0].addresses: "10.0.0.1" is not a list (write a list: ["10.0.0.1"])'],
    ["{title: A, client_ids: [anna's]}", `clients[0].client_ids[0]: "anna's" is not a ClientID (write up to 63`],
    ["{title: A, client_ids: [a], zone: home}", 'clients[0].zone: "home" is not a zone of the lab'],
    [
      "{title: A, address: 10.0.0.1, addresses: [10.0.0.1]}",
      'clients[0].addresses[0]: "10.0.0.1" is already used by clients[0].address (list each address or range once)',
    ],
    [
      "{title: A, address: 10.0.0.1}, {title: B, addresses: [10.0.0.2, '::ffff:10.0.0.1']}",
      'clients[1].addresses[1]: "::ffff:10.0.0.1" is already used by clients[0].address (list each address or',
    ],
    [
      "{title: A, client_ids: [anna]}, {title: B, client_ids: [Anna]}",
      'clients[1].client_ids[0]: "Anna" is already used by clients[0].client_ids[0] (list each ClientID once, in any',
    ],
    [
      "{title: A, client_ids: [a]}, {title: A, client_ids: [b]}",
      'clients[1].title: "A" is already used by clients[0].title (clients without an address are distinguished by title)',
    ],
  ])("%s", (list, message) => {
    const messages = messagesFor(`clients: [${list}]`);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(message);
  });
});
