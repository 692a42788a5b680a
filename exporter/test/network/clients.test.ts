import { describe, expect, it } from "vitest";
import { clientsOf } from "../../src/network/clients.js";
import { type Known, nothingKnown } from "../../src/network/known.js";
import { trafficLab } from "../logs/lab.js";

const known: Known = {
  clients: [
    { ids: ["192.168.1.10", "aa:bb:cc:dd:ee:ff", "desk"], name: "AdGuard's desk", tags: ["device_tv"] },
    { ids: ["192.168.1.40", "fd12:3456:789a:1::40"], name: "Set", tags: ["os_linux", "device_tv"] },
    { ids: ["192.168.1.0/24"], name: "", tags: ["device_phone"] },
    { ids: ["192.168.20.5"], name: "Guest", tags: ["device_unheard_of"] },
  ],
  filterLists: [],
};

describe("a client", () => {
  const clients = clientsOf(trafficLab, known);
  const told = (address: string) => {
    const { label, zone, deviceType, title, isFolded } = clients.of(address);
    return [label, zone.name, deviceType, title, isFolded];
  };

  it.each([
    ["192.168.1.10", "home", "desktop", "Desk"],
    ["192.168.1.20", "home", "mobile", "Telephones"],
    ["192.168.1.29", "home", "mobile", "Telephones"],
    ["192.168.1.30", "home", "mobile", "192.168.1.30"],
    ["192.168.30.77", "things", "iot", "Things"],
    ["192.168.1.40", "home", "tv", "Set"],
    ["fd12:3456:789a:1::40", "home", "tv", "Set"],
    ["192.168.20.5", "guests", "other", "Guest"],
    ["10.0.0.9", "servers", "other", "10.0.0.9"],
  ])("%s is in %s, a %s called %s", (address, zone, type, title) =>
    expect(told(address)).toEqual([address, zone, type, title, false]),
  );

  it("of an anonymous zone is one with all others there", () => {
    expect(told("8.8.8.8")).toEqual(["other@internet", "internet", "other", "other@internet", true]);
    expect(clients.of("2001:db8::1")).toBe(clients.of("8.8.8.8"));
  });

  it("without a series of its own is one with others of its zone", () => {
    const { zone } = clients.of("192.168.1.10");
    expect(clients.foldedIn(zone)).toMatchObject({ label: "other@home", zone, isFolded: true });
    expect(clients.foldedIn(zone)).toBe(clients.foldedIn(zone));
  });

  it("has the narrowest description, as zones have the longest prefix", () => {
    const lab = {
      ...trafficLab,
      clients: [
        { address: "192.168.1.0/24", title: "All", device_type: "other" },
        { address: "192.168.1.8-192.168.1.9", title: "Two", device_type: "server" },
        { address: "192.168.1.9", title: "One", device_type: "tv" },
      ],
    } as const;
    const own = clientsOf(lab, nothingKnown);
    expect(["192.168.1.7", "192.168.1.8", "192.168.1.9"].map((address) => own.of(address).title)).toEqual([
      "All",
      "Two",
      "One",
    ]);
  });

  it("keeps the lab's title where only AdGuard Home knows the device", () => {
    const lab = {
      ...trafficLab,
      clients: [{ address: "192.168.1.40", title: "Old set", device_type: "other" }],
    } as const;
    expect(clientsOf(lab, known).of("192.168.1.40")).toMatchObject({ title: "Old set", deviceType: "tv" });
  });
});
