import { describe, expect, it } from "vitest";
import { createClientLookup } from "../../src/network/clients.js";
import { type AdguardMetadata, emptyMetadata } from "../../src/network/adguard-metadata.js";
import { trafficLab } from "../logs/lab.js";

const metadata: AdguardMetadata = {
  clients: [
    { ids: ["192.168.1.10", "aa:bb:cc:dd:ee:ff", "desk"], name: "AdGuard's desk", tags: ["device_tv"] },
    { ids: ["192.168.1.40", "fd12:3456:789a:1::40"], name: "Set", tags: ["os_linux", "device_tv"] },
    { ids: ["192.168.1.0/24"], name: "", tags: ["device_phone"] },
    { ids: ["192.168.20.5"], name: "Guest", tags: ["device_unheard_of"] },
  ],
  filterLists: [],
};

describe("a client", () => {
  const clients = createClientLookup(trafficLab, metadata);
  const describeClient = (address: string) => {
    const { label, zone, deviceType, title, isOther } = clients.find(address);
    return [label, zone.name, deviceType, title, isOther];
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
  ])("%s is in zone %s, of type %s, with title %s", (address, zone, type, title) =>
    expect(describeClient(address)).toEqual([address, zone, type, title, false]),
  );

  it("of an anonymous zone is the same for all addresses", () => {
    expect(describeClient("8.8.8.8")).toEqual(["other@internet", "internet", "other", "other@internet", true]);
    expect(clients.find("2001:db8::1")).toBe(clients.find("8.8.8.8"));
  });

  it("without its own series is the same for the whole zone", () => {
    const { zone } = clients.find("192.168.1.10");
    expect(clients.otherIn(zone)).toMatchObject({ label: "other@home", zone, isOther: true });
    expect(clients.otherIn(zone)).toBe(clients.otherIn(zone));
  });

  it("has the description of the narrowest range", () => {
    const lab = {
      ...trafficLab,
      clients: [
        { address: "192.168.1.0/24", title: "All", device_type: "other" },
        { address: "192.168.1.8-192.168.1.9", title: "Two", device_type: "server" },
        { address: "192.168.1.9", title: "One", device_type: "tv" },
      ],
    } as const;
    const own = createClientLookup(lab, emptyMetadata);
    expect(["192.168.1.7", "192.168.1.8", "192.168.1.9"].map((address) => own.find(address).title)).toEqual([
      "All",
      "Two",
      "One",
    ]);
  });

  it("has the lab's title, and AdGuard Home's device type if the lab has none", () => {
    const lab = {
      ...trafficLab,
      clients: [{ address: "192.168.1.40", title: "Old set", device_type: "other" }],
    } as const;
    expect(createClientLookup(lab, metadata).find("192.168.1.40")).toMatchObject({
      title: "Old set",
      deviceType: "tv",
    });
  });
});
