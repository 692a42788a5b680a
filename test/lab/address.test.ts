import { describe, expect, it } from "vitest";
import { fc } from "../properties.js";
import { canonicalCidr, canonicalRange, cidrIssue, spanOf } from "../../src/lab/address.js";
import { canonicalAddress, defaultLab, defineLab, zoneOf } from "../../src/lab/index.js";

describe("canonicalAddress", () => {
  it.each([
    ["192.168.1.7", "192.168.1.7"],
    ["2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["::FFFF:192.168.1.7", "192.168.1.7"],
    ["::ffff:c0a8:107", "192.168.1.7"],
    ["fe80::1%eth0", "fe80::1"],
    ["fe80::1%br-lan", "fe80::1"],
    ["FE80::1%eth0.20", "fe80::1"],
    ["fe80::1%vlan@eth0", "fe80::1"],
    ["fe80::1%Ethernet 2", "fe80::1"],
    ["::ffff:192.168.1.7%br-lan", "192.168.1.7"],
  ])("writes %s as %s", (written, canonical) => {
    expect(canonicalAddress(written)).toBe(canonical);
  });

  it.each(["", "192.168.1", "1", "0x7f.0.0.1", "192.168.01.7", "256.1.1.1", "host.lab", "192.168.1.0/24", ":::"])(
    "knows that %j is none",
    (text) => {
      expect(canonicalAddress(text)).toBeUndefined();
    },
  );

  it("is its own canonical form", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const canonical = canonicalAddress(address);
        expect(canonical).toBeDefined();
        expect(canonicalAddress(canonical ?? "")).toBe(canonical);
      }),
    );
  });
});

describe("blocks and ranges", () => {
  it.each([
    ["192.168.1.0/24", "192.168.1.0/24"],
    ["192.168.1.7/24", "192.168.1.0/24"],
    ["10.255.255.255/9", "10.128.0.0/9"],
    ["FD00:0::/8", "fd00::/8"],
    ["::ffff:192.168.1.0/120", "192.168.1.0/24"],
    ["::ffff:0:0/96", "0.0.0.0/0"],
    ["::/0", "::/0"],
  ])("writes the block %s as %s", (written, canonical) => {
    expect(canonicalCidr(written)).toBe(canonical);
  });

  it.each([
    ["192.168.1.0/33", "is not a CIDR block", "prefix must be 0–32"],
    ["fd00::/129", "is not a CIDR block", "prefix must be 0–128"],
    ["192.168.1.0/-1", "is not a CIDR block", "prefix must be 0–32"],
    ["192.168.1.7", "is not a CIDR block", 'add the prefix; for this one address: "192.168.1.7/32"'],
    ["::1", "is not a CIDR block", 'add the prefix; for this one address: "::1/128"'],
    ["lan", "is not a CIDR block", "write an address and a prefix: 192.168.1.0/24"],
    ["1.2.3.4/8/8", "is not a CIDR block", "write an address and a prefix: 192.168.1.0/24"],
    ["::ffff:1.2.3.4/64", "is not a CIDR block", "an IPv4-mapped block has a prefix of 96–128; write it as IPv4"],
    [
      "192.168.1.7/24",
      "has bits set right of its prefix /24",
      'for the block write "192.168.1.0/24", for the one address "192.168.1.7/32"',
    ],
  ])("rejects %s", (text, reason, fix) => {
    expect(cidrIssue(text)).toEqual({ reason, fix });
  });

  it("accepts every prefix once its host bits are cleared", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, bits) => {
        expect(cidrIssue(canonicalCidr(`${address}/${bits}`) ?? "")).toBeUndefined();
      }),
    );
  });

  it.each([
    ["192.168.1.7", "192.168.1.7"],
    ["192.168.1.7-192.168.1.7", "192.168.1.7"],
    ["fe80::1%br-lan", "fe80::1"],
    ["192.168.1.7 - 192.168.1.9", "192.168.1.7-192.168.1.9"],
    ["192.168.1.0/24", "192.168.1.0/24"],
    ["2001:DB8::1-2001:db8::ff", "2001:db8::1-2001:db8::ff"],
    ["192.168.1.9-192.168.1.7", undefined],
    ["192.168.1.9-::1", undefined],
    ["1.1.1.1-2.2.2.2-3.3.3.3", undefined],
    ["-", undefined],
    ["192.168.1.9-", undefined],
  ])("writes the range %j as %j", (written, canonical) => {
    expect(canonicalRange(written)).toBe(canonical);
  });

  it("gives equal ranges in different notations one text", () => {
    expect(spanOf("10.0.0.0/24")).toBe(spanOf("10.0.0.0-10.0.0.255"));
    expect(spanOf("10.0.0.0/24")).toBe("10.0.0.0-10.0.0.255");
    expect(spanOf("fd00::/127")).toBe("fd00::-fd00::1");
  });
});

describe("zoneOf", () => {
  it.each([
    ["192.168.1.77", "underlay_network"],
    ["192.168.2.1", "unknown"],
    ["10.0.0.1", "unknown"],
    ["169.254.7.7", "unknown"],
    ["fe80::1%br-lan", "unknown"],
    ["fc00::1", "unknown"],
    ["11.0.0.1", "external"],
    ["127.0.0.1", "trusted"],
    ["172.17.0.2", "trusted"],
    ["172.32.0.1", "external"],
    ["100.64.3.4", "trusted"],
    ["::1", "trusted"],
    ["fd12::1", "trusted"],
    ["2a00::1", "external"],
    ["::ffff:192.168.1.77", "underlay_network"],
    ["not an address", "unknown"],
    ["", "unknown"],
  ])("puts %s of the default lab into %s", (address, zone) => {
    expect(zoneOf(defaultLab, address)).toBe(zone);
  });

  it("takes the longest prefix, in any order of the zones", () => {
    const zones = [
      { name: "host", cidrs: ["10.1.2.3/32"] },
      { name: "wide", cidrs: ["10.0.0.0/8"] },
      { name: "narrow", cidrs: ["10.1.0.0/16"] },
    ];
    for (const lab of [defineLab({ zones }), defineLab({ zones: [...zones].reverse() })]) {
      expect(zoneOf(lab, "10.1.2.3")).toBe("host");
      expect(zoneOf(lab, "10.1.2.4")).toBe("narrow");
      expect(zoneOf(lab, "10.2.2.3")).toBe("wide");
    }
  });

  it("is unknown where no prefix matches, and compares addresses of one family only", () => {
    const lab = defineLab({ zones: [{ name: "four", cidrs: ["0.0.0.0/0"] }] });
    expect(zoneOf(lab, "::1")).toBe("unknown");
    expect(zoneOf(lab, "::ffff:1.2.3.4")).toBe("four");
    expect(zoneOf(defineLab({ zones: [{ name: "six", cidrs: ["::/0"] }] }), "::ffff:1.2.3.4")).toBe("unknown");
  });

  it("puts no address that the internet lacks into a block of all addresses", () => {
    const all = defineLab({ zones: [{ name: "all", cidrs: ["0.0.0.0/0", "::/0"] }] });
    const local = ["127.0.0.1", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "100.64.0.0"];
    const further = ["100.127.255.255", "169.254.0.1", "::1", "fc00::", "fdff::1", "fe80::1", "febf::1"];
    for (const address of [...local, ...further]) expect([address, zoneOf(all, address)]).toEqual([address, "unknown"]);
    const beside = ["126.0.0.1", "128.0.0.1", "9.9.9.9", "11.0.0.0", "172.15.0.1", "172.32.0.0", "192.167.0.1"];
    const more = ["192.169.0.0", "100.63.0.1", "100.128.0.0", "169.253.0.1", "::2", "fbff::1", "fe00::1", "fec0::1"];
    for (const address of [...beside, ...more]) expect([address, zoneOf(all, address)]).toEqual([address, "all"]);
    const wide = defineLab({ zones: [{ name: "wide", cidrs: ["0.0.0.0/1", "::/1", "8000::/1"] }] });
    expect(["10.0.0.1", "::1", "fe80::1"].map((address) => zoneOf(wide, address))).toEqual(["wide", "wide", "wide"]);
  });

  it("agrees with arithmetic on random IPv4 prefixes", () => {
    const number = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 })), {
          minLength: 1,
          maxLength: 8,
          selector: ([address, bits]) => canonicalCidr(`${address}/${bits}`),
        }),
        fc.ipV4(),
        (prefixes, address) => {
          const zones = prefixes.map(([network, bits], index) => ({
            name: `z${index}`,
            cidrs: [canonicalCidr(`${network}/${bits}`) ?? ""],
          }));
          const matching = prefixes
            .map(([network, bits], index) => ({ network, bits, name: `z${index}` }))
            .filter(({ network, bits }) => {
              const size = 2 ** (32 - bits);
              return Math.floor(number(network) / size) === Math.floor(number(address) / size);
            })
            .sort((left, right) => right.bits - left.bits);
          expect(zoneOf(defineLab({ zones }), address)).toBe(matching[0]?.name ?? "unknown");
        },
      ),
    );
  });
});
