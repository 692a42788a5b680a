import { describe, expect, it } from "vitest";
import { createResolverLookup } from "../../src/network/resolvers.js";

const resolver = (name: string, addresses: readonly string[]) => ({ name, title: name, zone: "internet", addresses });

const name = createResolverLookup({
  resolvers: [
    resolver("quad9", ["9.9.9.9", "2620:fe::fe", "https://dns.quad9.net/dns-query"]),
    resolver("cloudflare", ["tls://1.1.1.1", "h3://cloudflare-dns.com/dns-query"]),
    resolver("stamp", ["sdns://AgcAAAAAAAAABzEuMC4wLjE"]),
    resolver("home", ["router.lab:5353", "[fd00::1]:5353"]),
  ],
});

const logged = (upstream: string) => name({ source: "upstream", upstream });

describe("a resolver", () => {
  it.each([
    ["9.9.9.9:53", "quad9"],
    ["9.9.9.9", "quad9"],
    ["tcp://9.9.9.9:53", "quad9"],
    ["tls://9.9.9.9:853", "quad9"],
    ["https://9.9.9.9:443/dns-query", "quad9"],
    ["[2620:fe::fe]:53", "quad9"],
    ["2620:FE:0:0::fe", "quad9"],
    ["https://dns.quad9.net:443/dns-query", "quad9"],
    ["HTTPS://DNS.quad9.net/dns-query/", "quad9"],
    ["h3://dns.quad9.net:443/dns-query", "quad9"],
    ["https://dns.quad9.net:443/other", "https://dns.quad9.net:443/other"],
    ["tls://1.1.1.1:853", "cloudflare"],
    ["1.1.1.1:53", "1.1.1.1:53"],
    ["https://cloudflare-dns.com:443/dns-query", "cloudflare"],
    ["sdns://AgcAAAAAAAAABzEuMC4wLjE", "stamp"],
    ["router.lab:5353", "home"],
    ["[fd00::1]:5353", "home"],
    ["[fd00::1]:53", "[fd00::1]:53"],
    ["8.8.8.8:53", "8.8.8.8:53"],
    ["https://me:secret@dns.example.net/dns-query", "https://dns.example.net/dns-query"],
    ["quic://dns.example.net:853", "quic://dns.example.net:853"],
    ["???", "???"],
  ])("logged as %s is %s", (upstream, expected) => expect(logged(upstream)).toBe(expected));

  it("is `cache` or `filter` where no resolver was asked", () => {
    expect(name({ source: "cache", upstream: "9.9.9.9:53" })).toBe("cache");
    expect(name({ source: "filter", upstream: "" })).toBe("filter");
    expect(name({ source: "filter", upstream: "9.9.9.9:53" })).toBe("filter");
    expect(name({ source: "rewrite", upstream: "" })).toBe("filter");
    expect(name({ source: "rewrite", upstream: "9.9.9.9:53" })).toBe("quad9");
  });
});
