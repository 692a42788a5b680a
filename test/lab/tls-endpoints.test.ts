import { expect, it } from "vitest";
import { defineLab, tlsEndpoints, type LabInput } from "../../src/lab/index.js";

const endpoints = (services: LabInput["services"] & object, infrastructure: LabInput["infrastructure"] & object) =>
  tlsEndpoints(defineLab({ zones: [{ name: "home", cidrs: ["192.168.1.0/24"] }], services, infrastructure }));

const traefik = {
  name: "traefik",
  kind: "proxy" as const,
  host: "gateway.lab",
  address: "192.168.1.2",
  tls_port: 8443,
};

it("Traefik is an endpoint for each host of the lab, asked by server name", () => {
  const seen = endpoints(
    [{ name: "a@docker", host: "a.lab" }, { name: "b@docker" }, { name: "c@docker", host: "192.168.1.9" }],
    [
      { name: "grafana", host: "grafana.lab", service: "grafana@docker" },
      { name: "node", host: "node.lab" },
      traefik,
      { name: "alias", host: "a.lab", service: "alias@docker" },
    ],
  );
  expect(seen).toEqual(
    ["gateway.lab", "a.lab", "grafana.lab"].map((host) => ({
      ...{ host, serverName: host, port: 8443, address: "192.168.1.2", isTraefik: true, isAssumed: false },
    })),
  );
});

it("Traefik without a TLS port is asked for its hosts at port 443", () => {
  const { tls_port: _, ...plain } = traefik;
  expect(endpoints([{ name: "a@docker", host: "a.lab" }], [plain])).toEqual([
    { host: "a.lab", serverName: "a.lab", port: 443, address: "192.168.1.2", isTraefik: true, isAssumed: true },
  ]);
  expect(endpoints([{ name: "a@docker" }], [plain])).toEqual([]);
  expect(endpoints([{ name: "a@docker", host: "a.lab" }], [])).toEqual([]);
});

it("endpoints of one host have different labels, and each has one", () => {
  const seen = endpoints(
    [],
    [
      traefik,
      { name: "grafana", host: "grafana.lab", service: "grafana@docker", tls_port: 3000 },
      { name: "node", host: "gateway.lab", tls_port: 9100 },
      { name: "dns", host: "dns.lab", tls_port: 443 },
      { name: "nas", host: "nas.lab", tls_port: 9100 },
      { name: "nas-exporter", host: "nas.lab", tls_port: 9633 },
      { name: "nas-again", host: "nas.lab", tls_port: 9633 },
    ],
  );
  expect(seen.map(({ host, port, isTraefik }) => [host, port, isTraefik])).toEqual([
    ["gateway.lab", 8443, true],
    ["grafana.lab", 3000, false],
    ["gateway.lab:9100", 9100, false],
    ["dns.lab", 443, false],
    ["nas.lab", 9100, false],
    ["nas.lab:9633", 9633, false],
    ["grafana.lab:8443", 8443, true],
  ]);
});

it("an endpoint that is Traefik itself is asked once", () => {
  const behind = { name: "dns", host: "dns.lab", address: "192.168.1.2", service: "dns@file", tls_port: 8443 };
  expect(endpoints([], [behind, traefik]).map(({ host, isTraefik }) => [host, isTraefik])).toEqual([
    ["dns.lab", true],
    ["gateway.lab", true],
  ]);
});

it("connects to the host where no address is known", () => {
  const { address: _, ...unaddressed } = traefik;
  expect(endpoints([{ name: "a@docker", host: "a.lab" }], [unaddressed])).toEqual([
    { host: "gateway.lab", serverName: "gateway.lab", port: 8443, isTraefik: true, isAssumed: false },
    { host: "a.lab", serverName: "a.lab", port: 8443, address: "gateway.lab", isTraefik: true, isAssumed: false },
  ]);
});
