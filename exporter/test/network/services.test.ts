import { defineLab } from "homelab-dashboards/lab";
import { describe, expect, it } from "vitest";
import { createServiceLookup } from "../../src/network/services.js";
import { trafficLab } from "../logs/lab.js";

const services = createServiceLookup(trafficLab);

describe("the service of a request", () => {
  it.each([
    ["memos@docker", "http://10.0.3.7:5230", "memos@docker", "memos@docker", "servers"],
    ["photos-a@docker", "http://10.0.3.11:2342", "photos@file", "photos-a@docker", "servers"],
    ["photos-b@docker", "", "photos@file", "photos-b@docker", "servers"],
    ["photos@file", "http://10.0.3.12:2342", "photos@file", "photos-a@docker", "servers"],
    ["photos@file", "http://10.9.9.9:1", "photos@file", "photos@file", "servers"],
    ["grafana@docker", "http://10.0.3.20:3000", "grafana@docker", "grafana@docker", "servers"],
    ["new@docker", "http://10.0.9.9:8080", "new@docker", "new@docker", "unknown"],
  ])("logged as %s at %s is %s, backend %s, zone %s", (logged, url, name, backend, zone) =>
    expect(services.find(logged, url)).toEqual({ name, backend, zone }),
  );

  it.each([
    ["daily.lab", "memos@docker"],
    ["photos.lab", "photos@file"],
    ["grafana.lab", "grafana@docker"],
    // Traefik doesn't route them.
    ["gateway.lab", undefined],
    ["prometheus.lab", undefined],
    ["198.51.100.7", undefined],
    ["", undefined],
  ])("under the host %s is %s", (host, name) => expect(services.ofHost(host)?.name).toBe(name));

  it("under a host is none where several services have it, however it is written", () => {
    const lab = defineLab({
      services: [
        { name: "wiki@docker", host: "Shared.Lab" },
        { name: "wiki-api@docker", host: "shared.lab." },
        { name: "bookshop@docker", host: "Bücher.example" },
        { name: "cameras@file", host: "2001:DB8::0:7" },
      ],
    });
    const { ofHost } = createServiceLookup(lab);
    expect(["shared.lab", "bücher.example", "2001:db8::7"].map((host) => ofHost(host)?.name)).toEqual([
      undefined,
      "bookshop@docker",
      "cameras@file",
    ]);
  });

  it("is the service itself if another one has it as a backend", () => {
    const lab = defineLab({
      services: [
        { name: "all@file", backends: [{ name: "memos@docker" }] },
        { name: "memos@docker", zone: "trusted" },
      ],
    });
    expect(createServiceLookup(lab).find("memos@docker", "")).toMatchObject({ name: "memos@docker", zone: "trusted" });
  });
});

it("proxy and DNS server are found by their kind", () => {
  expect([services.proxy, services.dns]).toEqual([
    { name: "traefik", zone: "servers" },
    { name: "adguard", zone: "servers" },
  ]);
  const lab = { ...trafficLab, infrastructure: [{ ...trafficLab.infrastructure[0]!, name: "edge", zone: "home" }] };
  expect([createServiceLookup(lab).proxy, createServiceLookup(lab).dns]).toEqual([
    { name: "edge", zone: "home" },
    { name: "adguard", zone: "home" },
  ]);
});
