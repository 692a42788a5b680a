import { domainToASCII } from "node:url";
import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { createDomainMapper, registeredDomain, normalizeName } from "../../src/network/domains.js";

describe("a name", () => {
  it.each([
    ["Example.COM", "example.com"],
    ["example.com.", "example.com"],
    [".", "."],
    ["", "."],
    ["..", "."],
    // Several final dots.
    ["a..", "a"],
    ["xn--a..", "xn--a"],
    ["münchen。。", "münchen"],
    ["xn--mnchen-3ya.de", "münchen.de"],
    ["XN--MNCHEN-3YA.de.", "münchen.de"],
    ["münchen.de", "münchen.de"],
    ["MÜNCHEN.de", "münchen.de"],
    // A combining character.
    ["mu\u0308nchen.de", "münchen.de"],
    ["a.xn--mnchen-3ya.co.uk", "a.münchen.co.uk"],
    // Punycode that doesn't decode, or not to the same name.
    ["xn--0000h.com", "xn--0000h.com"],
    ["xn--a.com", "xn--a.com"],
    ["xn--", "xn--"],
    ["foo xn--mnchen-3ya", "foo xn--mnchen-3ya"],
    ["_dmarc.xn--mnchen-3ya.de", "_dmarc.münchen.de"],
    ["a\\000b.lab", "a\\000b.lab"],
    ["1.2.3.4", "1.2.3.4"],
    ["0x7f.1", "0x7f.1"],
  ])("%j is normalized to %j", (text, name) => expect(normalizeName(text)).toBe(name));

  it("is the same after normalizing its normalized form or its ASCII form", () => {
    const label = fc.oneof(
      fc.stringMatching(/^[a-z\d_-]{1,12}$/u),
      fc.stringMatching(/^xn--[a-z\d-]{1,12}$/u),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), (labels) => {
        const spelled = normalizeName(labels.join("."));
        expect(normalizeName(spelled)).toBe(spelled);
        // The ASCII form of a character like 🄁 is no host name ("0,"); such a name stays unchanged.
        const ascii = domainToASCII(spelled);
        const isHost = /^[a-z\d._-]+$/u.test(ascii);
        if (isHost && /^[\p{L}\p{N}.-]+$/u.test(spelled) && !spelled.includes("xn--") && /[^\0-\x7f]/u.test(spelled))
          expect(normalizeName(ascii)).toBe(spelled);
      }),
      { numRuns: 2000, examples: [[["xn--a", "."]], [["a", "."]], [["ä", "。。"]]] },
    );
  });
});

describe("the registered domain", () => {
  it.each([
    ["www.example.com", "example.com"],
    ["example.com", "example.com"],
    ["a.b.example.co.uk", "example.co.uk"],
    ["www.münchen.de", "münchen.de"],
    ["fred.github.io", "github.io"],
    ["d111.cloudfront.net", "cloudfront.net"],
    ["home.duckdns.org", "duckdns.org"],
    ["com", "com"],
    ["co.uk", "co.uk"],
    ["printer.lab", "printer.lab"],
    ["a.printer.lab", "printer.lab"],
    ["nas", "nas"],
    ["localhost", "localhost"],
    ["printer.home.arpa", "printer.home.arpa"],
    ["a.printer.home.arpa", "printer.home.arpa"],
    ["printer.local", "printer.local"],
    ["_sip._tcp.example.org", "example.org"],
    ["4.3.2.1.in-addr.arpa", "in-addr.arpa"],
    ["in-addr.arpa", "in-addr.arpa"],
    ["lb._dns-sd._udp.0.1.168.192.in-addr.arpa", "in-addr.arpa"],
    ["1.0.0.0.ip6.arpa", "ip6.arpa"],
    ["notin-addr.arpa", "notin-addr.arpa"],
    ["192.168.1.7", "192.168.1.7"],
    ["fd00::7", "fd00::7"],
    [".", "."],
    ["a\\000b.tunnel.example.com", "example.com"],
  ])("of %s is %s", (name, domain) => expect(registeredDomain(name)).toBe(domain));

  it("is a suffix of the name, and its own registered domain", () => {
    const label = fc.stringMatching(/^[a-z\d_\\ -]{0,12}$/u);
    const ends = fc.constantFrom("com", "co.uk", "lab", "de", "github.io", "arpa", "in-addr.arpa", "münchen.de", "x");
    fc.assert(
      fc.property(fc.array(label, { maxLength: 4 }), ends, (labels, end) => {
        const name = normalizeName([...labels, end].join("."));
        const domain = registeredDomain(name);
        expect(name.endsWith(domain)).toBe(true);
        expect(registeredDomain(domain)).toBe(domain);
        expect(domain).not.toBe("");
      }),
      { numRuns: 1000 },
    );
  });

  it("isn't used if the lab wants full names, except for reverse lookups", () => {
    const [full, registered] = [createDomainMapper("full"), createDomainMapper("registered")];
    expect(full("a.b.example.com")).toBe("a.b.example.com");
    expect(registered("a.b.example.com")).toBe("example.com");
    expect(full("4.3.2.1.in-addr.arpa")).toBe("in-addr.arpa");
  });
});
