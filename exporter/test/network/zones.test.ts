import fc from "fast-check";
import { defineLab, zoneOf } from "homelab-dashboards/lab";
import { describe, expect, it } from "vitest";
import { createZoneLookup } from "../../src/network/zones.js";
import { trafficLab } from "../logs/lab.js";

describe("the zone of an address", () => {
  const find = createZoneLookup(trafficLab);

  it.each([
    ["192.168.1.7", "home", "internal", false],
    ["192.168.30.255", "things", "iot", false],
    ["10.9.9.9", "servers", "infrastructure", false],
    ["fd12:3456:789a:1::5", "home", "internal", false],
    ["fd12:3456:789a:2::5", "internet", "external", true],
    ["::1", "servers", "infrastructure", false],
    ["8.8.8.8", "internet", "external", true],
    ["::ffff:192.168.1.7", "home", "internal", false],
  ])("%s is %s", (address, name, type, isAnonymous) => expect(find(address)).toEqual({ name, type, isAnonymous }));

  it("is unknown for an address outside all zones, and for another text", () => {
    const home = createZoneLookup(defineLab({ zones: [{ name: "home", cidrs: ["192.168.1.0/24"] }] }));
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
      fc.constantFrom("10.0.0.1", "192.168.1.9", "fd00::1", "2001:db8::1"),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), fc.array(address), (blocks, addresses) => {
        const zones = blocks.map(([network, length], index) => ({
          name: `zone ${index}`,
          type: "internal" as const,
          anonymous: false,
          cidrs: [`${network}/${length}`],
        }));
        const find = createZoneLookup({ zones } as unknown as Parameters<typeof createZoneLookup>[0]);
        for (const text of addresses) expect(find(text).name).toBe(zoneOf({ zones }, text));
      }),
    );
  });
});
