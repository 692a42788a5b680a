import { describe, expect, expectTypeOf, it } from "vitest";
import type { Lab } from "../../src/lab/index.js";
import { backendsOf, clientLabel, oddLab, simulatedLab, zoneOfAddress, type SimulatedLab } from "./lab.js";

describe("the simulated lab", () => {
  it("can be any lab of the library", () => {
    expectTypeOf<Lab>().toExtend<SimulatedLab>();
  });

  it.each([
    ["192.168.1.100", "underlay_network"],
    ["172.18.0.5", "trusted"],
    ["172.32.0.1", "external"],
    ["192.168.2.1", "unknown"],
    ["fe80::1", "unknown"],
    ["fd00::12", "trusted"],
    ["2001:db8::7", "external"],
    ["not an address", "unknown"],
  ])("puts %s into %s", (address, zone) => expect(zoneOfAddress(simulatedLab, address)).toBe(zone));

  it("folds the clients of an anonymous zone, and shortens IPv6 addresses", () => {
    expect(clientLabel(simulatedLab, "203.0.113.7")).toEqual({ client: "other@external", zone: "external" });
    expect(clientLabel(simulatedLab, "FD00:0::0012")).toEqual({ client: "fd00::12", zone: "trusted" });
    expect(clientLabel(oddLab, "2001:db8::7")).toEqual({ client: "2001:db8::7", zone: "unknown" });
  });

  it("gives a service without backends a backend of its name, each with its own server", () => {
    expect(backendsOf(simulatedLab, "memos@docker").map(({ name }) => name)).toEqual(["memos@docker"]);
    expect(backendsOf(simulatedLab, "photos@file").map(({ name, weight }) => [name, weight])).toEqual([
      ["photos-a@docker", 3],
      ["photos-b@docker", 1],
    ]);
    const servers = simulatedLab.services
      .flatMap(({ name }) => backendsOf(simulatedLab, name))
      .flatMap((b) => b.servers);
    expect(new Set(servers.map(({ url }) => url)).size).toBe(servers.length);
  });
});
