import { defineLab, zoneOf } from "homelab-dashboards/lab";
import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { createUnlistedNetworks } from "../../src/network/unlisted-networks.js";
import { createZoneLookup } from "../../src/network/zones.js";
import { trafficLab } from "../logs/lab.js";

describe("the zone of an address", () => {
  const { find, findAnonymized } = createZoneLookup(trafficLab);

  it.each([
    ["192.168.1.7", "home", "internal", false],
    ["192.168.30.255", "things", "iot", false],
    ["10.9.9.9", "servers", "infrastructure", false],
    ["fd12:3456:789a:1::5", "home", "internal", false],
    ["fd12:3456:789a:2::5", "unknown", "unknown", false],
    ["192.168.2.7", "unknown", "unknown", false],
    ["fe80::7", "unknown", "unknown", false],
    ["::1", "servers", "infrastructure", false],
    ["8.8.8.8", "internet", "external", true],
    ["::ffff:192.168.1.7", "home", "internal", false],
  ])("%s is %s", (address, name, type, isAnonymous) => expect(find(address)).toEqual({ name, type, isAnonymous }));

  it("is unknown for an address outside all zones, and for another text", () => {
    const home = createZoneLookup(defineLab({ zones: [{ name: "home", cidrs: ["192.168.1.0/24"] }] })).find;
    for (const address of ["10.0.0.1", "fd00::1", "nobody", ""])
      expect(home(address)).toEqual({ name: "unknown", type: "unknown", isAnonymous: false });
  });

  it("is the same as in the library", () => {
    const bits = fc.nat(32);
    const block = fc.oneof(
      fc.tuple(fc.constantFrom("10.0.0.0", "192.168.1.0", "0.0.0.0"), bits),
      fc.tuple(fc.constantFrom("fd00::", "2001:db8::", "::"), fc.nat(128)),
    );
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom("10.0.0.1", "192.168.1.9", "fd00::1", "2001:db8::1", "127.0.0.1", "::1", "100.64.0.1"),
      fc.constantFrom("172.16.0.1", "169.254.1.1", "fe80::1%br-lan", "fc00::1", "fec0::1", "172.32.0.1"),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), fc.array(address), (blocks, addresses) => {
        const zones = blocks.map(([network, length], index) => ({
          name: `zone ${index}`,
          type: "internal" as const,
          anonymous: false,
          ipv6_clients: "address" as const,
          cidrs: [`${network}/${length}`],
        }));
        const { find } = createZoneLookup({ zones });
        for (const text of addresses) expect(find(text).name).toBe(zoneOf({ zones }, text));
      }),
    );
  });

  it.each([
    ["10.1.0.0", "servers"],
    ["8.8.0.0", "internet"],
    ["2a00:1:2::", "internet"],
    // Home, things and guests have a part of it each.
    ["192.168.0.0", "unknown"],
    ["fd12:3456:789a::", "unknown"],
    ["172.16.0.0", "unknown"],
    ["::", "unknown"],
    ["nobody", "unknown"],
  ])("of an anonymized address %s is %s", (address, name) => expect(findAnonymized(address).name).toBe(name));
});

describe("the network of a local address in no zone", () => {
  it.each([
    ["127.0.0.9", "127.0.0.0/8"],
    ["10.1.2.3", "10.1.2.0/24"],
    ["172.17.0.5", "172.17.0.0/16"],
    ["192.168.178.23", "192.168.178.0/24"],
    ["100.101.102.103", "100.64.0.0/10"],
    ["169.254.3.4", "169.254.0.0/16"],
    ["::1", "::1/128"],
    ["fd12:3456:789a:2::5", "fd12:3456:789a:2::/64"],
    ["fe80::1%br-lan", "fe80::/10"],
  ])("%s is reported as %s, which then has a zone", (address, network) => {
    const unlisted: string[] = [];
    const zones = [{ name: "internet", type: "external" as const, cidrs: ["0.0.0.0/0", "::/0"] }];
    createZoneLookup(defineLab({ zones }), (each) => unlisted.push(each)).find(address);
    expect(unlisted).toEqual([network]);
    const lab = defineLab({ zones: [...zones, { name: "added", cidrs: [network] }] });
    expect(createZoneLookup(lab, (each) => unlisted.push(each)).find(address).name).toBe("added");
    expect(unlisted).toEqual([network]);
  });

  it("isn't reported for an address of the internet", () => {
    const unlisted: string[] = [];
    const { find } = createZoneLookup(defineLab({ zones: [{ name: "home", cidrs: [] }] }), (each) =>
      unlisted.push(each),
    );
    expect(["8.8.8.8", "2a00::1", "nobody"].map((address) => find(address).name)).toEqual(Array(3).fill("unknown"));
    expect(unlisted).toEqual([]);
  });

  it("is collected once, up to 40 networks", () => {
    const networks = createUnlistedNetworks();
    for (let round = 0; round < 2; round++) for (let net = 0; net < 60; net++) networks.add(`10.0.${net}.0/24`);
    expect(networks.take(2)).toEqual(["10.0.0.0/24", "10.0.1.0/24"]);
    expect(networks.take(100)).toHaveLength(38);
    networks.add("10.0.0.0/24");
    networks.add("10.1.0.0/24");
    expect(networks.take(100)).toEqual([]);
  });
});
