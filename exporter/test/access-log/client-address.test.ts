import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { createClientAddressReader, addressOf } from "../../src/access-log/client-address.js";

it.each([
  ["192.168.1.7:5000", "192.168.1.7"],
  ["192.168.1.7", "192.168.1.7"],
  ["[fd00::7]:5000", "fd00::7"],
  ["[fd00::7]", "fd00::7"],
  ["[fe80::7%eth0]:5000", "fe80::7"],
  ["fd00:0::7", "fd00::7"],
  ["[::ffff:192.168.1.7]:5000", "192.168.1.7"],
  ["::ffff:192.168.1.7", "192.168.1.7"],
  ["@", ""],
  ["", ""],
  [":5000", ""],
  ["[]:5000", ""],
  ["[fd00::7", ""],
  ["unknown", ""],
])("the address of %j is %j", (text, address) => expect(addressOf(text)).toBe(address));

const readClient = createClientAddressReader(["10.0.0.2", "10.1.0.0/16", "fd00:1::/64"]);

describe("the client", () => {
  it.each<[string, string, string, string]>([
    ["is the peer, even if its header has another address", "192.168.1.7:5", "203.0.113.66", "192.168.1.7"],
    ["is the peer without a proxy", "192.168.1.7:5", "192.168.1.7", "192.168.1.7"],
    ["is the address in a proxy's header", "10.0.0.2:5", "192.168.1.7", "192.168.1.7"],
    ["is the address in the header of a proxy with IPv6", "[fd00:1::9]:5", "fd00:2::7", "fd00:2::7"],
    ["is the rightmost address that is no proxy", "10.0.0.2:5", "203.0.113.66, 192.168.1.7, 10.1.2.3", "192.168.1.7"],
    [
      "isn't an address left of the rightmost one that is no proxy",
      "10.0.0.2:5",
      "10.1.2.3, 192.168.1.7",
      "192.168.1.7",
    ],
    ["is the leftmost address if all are proxies", "10.0.0.2:5", "10.1.0.1,10.1.0.2", "10.1.0.1"],
    ["is the proxy if its header has no address", "10.0.0.2:5", "unknown", "10.0.0.2"],
    ["is never left of an entry that is no address", "10.0.0.2:5", "192.168.1.7, nonsense, 10.1.2.3", "10.1.2.3"],
    ["may have a port", "10.0.0.2:5", "[fd00:2::7]:4711, 10.1.2.3:80", "fd00:2::7"],
    ["is the proxy for its own request", "10.0.0.2:5", "10.0.0.2", "10.0.0.2"],
    ["is the proxy without a header", "10.0.0.2:5", "", "10.0.0.2"],
    ["is the proxy if the header ends with an empty entry", "10.0.0.2:5", "192.168.1.7,", "10.0.0.2"],
    ["is the address in the header if the peer isn't logged", "", "192.168.1.7", "192.168.1.7"],
    ["is unknown if the peer isn't logged and the header has several addresses", "", "192.168.1.7, 10.0.0.2", ""],
    ["is unknown without peer and header", "", "", ""],
  ])("%s", (_, peer, forwarded, client) => expect(readClient(peer, forwarded)).toBe(client));

  it("is never an address that an untrusted peer claims", () => {
    const trusted = fc.constantFrom("10.0.0.2", "10.1.2.3", "fd00:1::9");
    const strangers = fc.constantFrom("198.51.100.1", "198.51.100.2", "2001:db8::1");
    fc.assert(
      fc.property(fc.array(fc.string()), strangers, fc.array(trusted), trusted, (claims, client, proxies, peer) => {
        const header = [...claims, client, ...proxies].join(", ");
        expect(readClient(peer.includes(":") ? `[${peer}]:1` : `${peer}:1`, header)).toBe(client);
      }),
    );
  });

  it("is the peer if no proxy is trusted", () => {
    expect(createClientAddressReader([])("10.0.0.2:5", "192.168.1.7")).toBe("10.0.0.2");
    expect(createClientAddressReader(["nonsense", "10.0.0.0/99"])("10.0.0.2:5", "192.168.1.7")).toBe("10.0.0.2");
  });
});
