import { canonicalAddress as canonicalInLibrary } from "homelab-dashboards/lab";
import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import {
  canonicalAddress,
  isWithin,
  addressToBigInt,
  parseAddress,
  parseCidr,
  parseRange,
  formatAddress,
} from "../../src/network/address.js";

/** Addresses, almost addresses, and other texts. */
const group = fc.oneof(
  fc.constantFrom("0", "00", "1", "db8", "ffff", "0a", "FE80"),
  fc.stringMatching(/^[\da-f]{1,4}$/u),
);
const texts = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(":")),
  fc
    .tuple(fc.array(group, { maxLength: 8 }), fc.array(group, { maxLength: 8 }))
    .map(([left, right]) => `${left.join(":")}::${right.join(":")}`),
  fc.ipV4().map((address) => `::ffff:${address}`),
  fc
    .tuple(fc.ipV6(), fc.constantFrom("%eth0", "%br-lan", "%eth0.20", "%vlan@eth0", "%Wi-Fi 2", "%", "%%", "/64%a"))
    .map(([address, index]) => `${address}${index}`),
  fc.array(fc.nat(300), { minLength: 3, maxLength: 5 }).map((parts) => parts.join(".")),
  fc.stringMatching(/^[\d.:a-f%/]{0,20}$/u),
);

describe("a canonical address", () => {
  it("is the same as in the library", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(canonicalAddress(text)).toBe(canonicalInLibrary(text) ?? "");
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ["192.168.1.7", "192.168.1.7"],
    ["::ffff:192.168.1.7", "192.168.1.7"],
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["fe80::1%eth0", "fe80::1"],
    ["fe80::1%br-lan", "fe80::1"],
    ["FE80::0001%eth0.20", "fe80::1"],
    ["fe80::1%vlan@eth0", "fe80::1"],
    ["fe80::1%", ""],
    ["192.168.1.7%eth0", ""],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["1::2:3:4:5:6:7:8", ""],
    ["1:2:3:4:5:6::8", "1:2:3:4:5:6:0:8"],
    ["1::2::3", ""],
    ["192.168.1", ""],
    ["192.168.1.256", ""],
    ["0192.168.1.7", ""],
    ["192.168.1.7 ", ""],
    ["", ""],
    ["1".repeat(100), ""],
  ])("of %j is %j", (text, spelled) => expect(canonicalAddress(text)).toBe(spelled));

  it("is its own canonical form", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const once = canonicalAddress(text);
        expect(canonicalAddress(once)).toBe(once);
        expect(formatAddress(parseAddress(once) ?? [])).toBe(once);
      }),
    );
  });
});

describe("a CIDR block", () => {
  const contains = (block: string, address: string) => {
    const [parsedBlock, parsedAddress] = [parseCidr(block), parseAddress(address)];
    return parsedBlock && parsedAddress ? isWithin(parsedAddress, parsedBlock) : undefined;
  };

  it.each([
    ["192.168.1.0/24", "192.168.1.255", true],
    ["192.168.1.0/24", "192.168.2.0", false],
    ["192.168.1.128/25", "192.168.1.127", false],
    ["10.0.0.0/7", "11.255.255.255", true],
    ["10.0.0.0/7", "12.0.0.0", false],
    ["0.0.0.0/0", "255.255.255.255", true],
    ["0.0.0.0/0", "::1", false],
    ["::/0", "::1", true],
    ["::/0", "1.2.3.4", false],
    ["::ffff:10.0.0.0/104", "10.9.9.9", true],
    ["fd00::/8", "fdff::1", true],
    ["10.0.0.2", "10.0.0.2", true],
    ["10.0.0.2", "10.0.0.3", false],
    ["10.0.0.0/33", "10.0.0.2", undefined],
    ["10.0.0.0/", "10.0.0.2", undefined],
    ["10.0.0.0/x", "10.0.0.2", undefined],
    ["::ffff:10.0.0.0/8", "10.0.0.2", undefined],
    ["home", "10.0.0.2", undefined],
  ])("%s contains %s: %s", (block, address, expected) => expect(contains(block, address)).toBe(expected));

  it("contains the addresses with equal leading bits", () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV6(), fc.nat(128), (one, other, bits) => {
        const [left, right] = [parseAddress(one), parseAddress(other)];
        fc.pre(left?.length === 16 && right?.length === 16);
        const shift = BigInt(128 - bits);
        expect(contains(`${one}/${bits}`, other)).toBe(
          addressToBigInt(left) >> shift === addressToBigInt(right) >> shift,
        );
      }),
    );
  });
});

it.each([
  ["10.0.0.7", "10.0.0.7", "10.0.0.7"],
  ["10.0.0.0/30", "10.0.0.0", "10.0.0.3"],
  ["fe80::1%br-lan", "fe80::1", "fe80::1"],
  ["10.0.0.5 - 10.0.0.9", "10.0.0.5", "10.0.0.9"],
  ["fd00::1-fd00::ff", "fd00::1", "fd00::ff"],
  ["fd00::/126", "fd00::", "fd00::3"],
])("the range %s starts at %s and ends at %s", (text, first, last) =>
  expect(parseRange(text)).toEqual({ first: parseAddress(first), last: parseAddress(last) }),
);

it.each(["phone", "aa:bb:cc:dd:ee:ff", "10.0.0.1-fd00::1", "10.0.0.1-", "-", ""])("%j is no range", (text) =>
  expect(parseRange(text)).toBeUndefined(),
);
