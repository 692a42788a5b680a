import { expect, it } from "vitest";
import { defineLab, type LabInput } from "../../src/lab/index.js";

const probeOf = (lab: LabInput) => defineLab(lab).exporter.probe.dns;

const server = (name: string, address?: string) =>
  ({ name, kind: "dns", host: `${name}.lab`, ...(address !== undefined && { address }) }) as const;

it("is on for each AdGuard Home with an address, over UDP", () => {
  const infrastructure = [server("dns-1", "10.0.0.1"), server("dns-2"), server("dns-3", "FD00:0::3")];
  const target = { protocol: "udp", port: 53 };
  expect(probeOf({ infrastructure })).toEqual({
    name: "dns-1.lab",
    outside_domain: "example.com",
    targets: [
      { ...target, name: "dns-1", address: "10.0.0.1", server_name: "dns-1.lab" },
      { ...target, name: "dns-3", address: "fd00::3", server_name: "dns-3.lab" },
    ],
  });
});

it("is off for a lab that gives no address, or no target", () => {
  expect(probeOf({ infrastructure: [server("dns")] }).targets).toEqual([]);
  expect(probeOf({ exporter: { probe: { dns: { targets: [] } } } }).targets).toEqual([]);
  expect(probeOf({ zones: [{ name: "home", cidrs: [] }] }).targets).toEqual([]);
});

it("takes port, name and authority of TLS from the rest of the lab", () => {
  const target = { name: "dns", address: "10.0.0.1", protocol: "tls" } as const;
  const exporter = { adguard: { url: "https://dns.lab", ca: "/ca.crt" } };
  const complete = (given: object) =>
    probeOf({
      infrastructure: [server("dns")],
      exporter: { ...exporter, probe: { dns: { targets: [{ ...target, ...given }] } } },
    }).targets;
  expect(complete({})).toEqual([{ ...target, port: 853, server_name: "dns.lab", ca: "/ca.crt" }]);
  const own = { port: 8853, server_name: "resolver.lab", ca: "/other.crt" };
  expect(complete(own)).toEqual([{ ...target, ...own }]);
});
