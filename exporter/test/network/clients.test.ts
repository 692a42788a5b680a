import { defineLab, type LabInput } from "homelab-dashboards/lab";
import { describe, expect, it } from "vitest";
import { type Client, createClientLookup } from "../../src/network/clients.js";
import { type AdguardClientInfo, type AdguardMetadata, emptyMetadata } from "../../src/network/adguard-metadata.js";
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

const summaryOf = ({ label, zone, deviceType, title, isOther }: Client) => [
  label,
  zone.name,
  deviceType,
  title,
  isOther,
];

describe("a client", () => {
  const clients = createClientLookup(trafficLab, metadata);
  const describeClient = (address: string) => summaryOf(clients.find(address));

  it.each([
    ["192.168.1.10", "home", "desktop", "Desk"],
    ["192.168.1.20", "home", "mobile", "Telephones"],
    ["192.168.1.29", "home", "mobile", "Telephones"],
    ["192.168.1.30", "home", "mobile", "192.168.1.30"],
    ["192.168.30.77", "things", "iot", "Things"],
    ["192.168.1.40", "home", "tv", "Set"],
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

const zones = [
  { name: "home", cidrs: ["192.168.1.0/24", "fd12:3456:789a:1::/64", "fe80::/10"] },
  { name: "guests", cidrs: ["192.168.20.0/24"], anonymous: true },
  { name: "lab v6", cidrs: ["2001:db8:1::/48"], ipv6_clients: "prefix" },
  { name: "internet", type: "external", cidrs: ["0.0.0.0/0", "::/0"] },
] as const;

const labWith = (clients: LabInput["clients"] = []) => defineLab({ zones, clients });

const metadataOf = (...known: (Partial<AdguardClientInfo> & Pick<AdguardClientInfo, "ids">)[]): AdguardMetadata => ({
  clients: known.map((each) => ({ name: "", tags: [], ...each })),
  filterLists: [],
});

const ask = (client: string, clientId = "") => ({ client, clientId });

describe("a known client", () => {
  it("has one label in both logs, by each of its addresses and ClientIDs", () => {
    const lab = labWith([
      { title: "Phone", address: "192.168.1.50", addresses: ["fd12:3456:789a:1::50"], client_ids: ["Annas-Phone"] },
    ]);
    const known = metadataOf({
      ids: ["192.168.1.60", "fd12:3456:789a:1::60", "tablet"],
      name: "Tablet",
      tags: ["device_tablet"],
    });
    const { find, findSender } = createClientLookup(lab, known);
    const phone = ["192.168.1.50", "home", "other", "Phone", false];
    for (const client of [find("192.168.1.50"), find("fd12:3456:789a:1::50")]) expect(summaryOf(client)).toEqual(phone);
    for (const query of [ask("192.168.1.50"), ask("203.0.113.9", "annas-phone"), ask("192.168.20.7", "ANNAS-PHONE")])
      expect(summaryOf(findSender(query))).toEqual(phone);
    const tablet = ["192.168.1.60", "home", "mobile", "Tablet", false];
    expect(summaryOf(find("fd12:3456:789a:1::60"))).toEqual(tablet);
    expect(summaryOf(findSender(ask("203.0.113.9", "tablet")))).toEqual(tablet);
  });

  it("that has a ClientID alone is id:<name>, in the zone that the lab gives", () => {
    const lab = labWith([{ title: "Cleo", client_ids: ["cleo"], zone: "internet", device_type: "mobile" }]);
    const known = metadataOf({ ids: ["anna"], name: "Anna" }, { ids: ["ben"], name: "Ben" }, { ids: ["nameless"] });
    const { find, findSender } = createClientLookup(lab, known);
    const sent = (id: string) => summaryOf(findSender(ask("203.0.113.9", id)));
    expect(sent("anna")).toEqual(["id:Anna", "unknown", "other", "Anna", false]);
    expect(sent("ben")).toEqual(["id:Ben", "unknown", "other", "Ben", false]);
    expect(sent("cleo")).toEqual(["id:Cleo", "internet", "mobile", "Cleo", false]);
    expect(sent("nameless")).toEqual(["id:nameless", "unknown", "other", "id:nameless", false]);
    // The access log has no ClientID.
    expect(find("203.0.113.9").label).toBe("other@internet");
  });

  it("of AdGuard Home is the lab's if they share an address, a ClientID or the title of a client without address", () => {
    const lab = labWith([
      { title: "Phone", address: "192.168.1.50" },
      { title: "Cleo", client_ids: ["cleo"], zone: "home" },
      { title: "Dora", client_ids: ["dora"], zone: "home" },
    ]);
    const known = metadataOf(
      { ids: ["192.168.1.49", "192.168.1.50", "phone"], name: "P", tags: ["device_phone"] },
      { ids: ["192.168.1.70", "cleo", "cleo-2"], name: "C" },
      { ids: ["dora-2"], name: "Dora" },
    );
    const { find, findSender } = createClientLookup(lab, known);
    const phone = ["192.168.1.50", "home", "mobile", "Phone", false];
    expect([find("192.168.1.49"), findSender(ask("8.8.8.8", "phone"))].map(summaryOf)).toEqual([phone, phone]);
    const cleo = ["id:Cleo", "home", "other", "Cleo", false];
    expect([find("192.168.1.70"), findSender(ask("8.8.8.8", "cleo-2"))].map(summaryOf)).toEqual([cleo, cleo]);
    expect(summaryOf(findSender(ask("8.8.8.8", "dora-2")))).toEqual(["id:Dora", "home", "other", "Dora", false]);
  });

  it("has all addresses of its blocks, while a block alone is a group of clients", () => {
    const lab = labWith([{ title: "Laptop", addresses: ["192.168.1.80", "2001:db8:1:80::/64"] }]);
    const known = metadataOf(
      { ids: ["192.168.1.90", "2001:db8:1:90::/64", "2001:db8:1:80::7"], name: "Server", tags: ["device_nas"] },
      { ids: ["2001:db8:1:a0::/60"], name: "Dormitory" },
    );
    const { find } = createClientLookup(lab, known);
    const temporary = (net: string) =>
      Array.from({ length: 40 }, (_, index) => find(`2001:db8:1:${net}::${index + 256}`));
    expect(new Set(temporary("80").map(({ label }) => label))).toEqual(new Set(["192.168.1.80"]));
    expect(new Set(temporary("90").map(({ label, zone }) => `${label} ${zone.name}`))).toEqual(
      new Set(["192.168.1.90 home"]),
    );
    expect(find("2001:db8:1:80::7").label).toBe("192.168.1.90");
    expect(summaryOf(find("2001:db8:1:a1::1"))).toEqual(["2001:db8:1:a1::/64", "lab v6", "other", "Dormitory", false]);
  });

  it("is found by its hardware address: in an IPv6 address and by its leases", () => {
    const known: AdguardMetadata = {
      ...metadataOf(
        { ids: ["192.168.1.20", "a8:bb:cc:dd:ee:ff"], name: "Watch" },
        { ids: ["02-00-00-00-00-01"], name: "Leased" },
        { ids: ["02:00:00:00:00:02"], name: "Nowhere", tags: ["device_tv"] },
      ),
      leases: [
        { mac: "02:00:00:00:00:01", address: "192.168.1.21" },
        { mac: "02:00:00:00:00:01", address: "192.168.1.20" },
      ],
    };
    const { find } = createClientLookup(labWith(), known);
    expect(summaryOf(find("fe80::aabb:ccff:fedd:eeff"))).toEqual(["192.168.1.20", "home", "other", "Watch", false]);
    expect(find("2001:db8:1:5:aabb:ccff:fedd:eeff").label).toBe("192.168.1.20");
    expect(summaryOf(find("192.168.1.21"))).toEqual(["192.168.1.21", "home", "other", "Leased", false]);
    expect(find("fe80::ff:fe00:1").label).toBe("192.168.1.21");
    // The address belongs to the client that lists it.
    expect(find("192.168.1.20").title).toBe("Watch");
    expect(summaryOf(find("fe80::ff:fe00:2"))).toEqual(["fe80::ff:fe00:2", "home", "tv", "Nowhere", false]);
  });

  it("is folded in an anonymous zone if it has an address", () => {
    const lab = labWith([{ title: "Guest", address: "192.168.20.5", client_ids: ["guest"] }]);
    const { find, findSender } = createClientLookup(lab, emptyMetadata);
    expect(find("192.168.20.5").label).toBe("other@guests");
    expect(findSender(ask("8.8.8.8", "guest")).label).toBe("other@guests");
  });

  it("has the zone of the lab, whatever its address", () => {
    const lab = labWith([
      { title: "Tunnel", address: "10.8.0.2", zone: "home" },
      { title: "Tunnels", address: "10.8.1.0/24", zone: "home" },
    ]);
    const unlisted: string[] = [];
    const { find } = createClientLookup(lab, emptyMetadata, (network) => unlisted.push(network));
    expect(["10.8.0.2", "10.8.1.7"].map((address) => summaryOf(find(address)))).toEqual([
      ["10.8.0.2", "home", "other", "Tunnel", false],
      ["10.8.1.7", "home", "other", "Tunnels", false],
    ]);
    expect(unlisted).toEqual([]);
    expect(summaryOf(find("10.8.2.1"))).toEqual(["10.8.2.1", "unknown", "other", "10.8.2.1", false]);
    expect(unlisted).toEqual(["10.8.2.0/24"]);
  });
});

describe("an unknown client", () => {
  const { find, findSender } = createClientLookup(labWith(), metadataOf({ ids: ["anna"], name: "Anna" }));

  it("is found by its address, whatever its ClientID", () => {
    expect(findSender(ask("192.168.1.7", "stranger")).label).toBe("192.168.1.7");
    expect(findSender(ask("8.8.8.8", "stranger")).label).toBe("other@internet");
  });

  it("with temporary IPv6 addresses is its /64 where the zone asks for it", () => {
    const labels = Array.from({ length: 40 }, (_, index) => find(`2001:db8:1:2::${index + 256}`).label);
    expect(new Set(labels)).toEqual(new Set(["2001:db8:1:2::/64"]));
    expect(find("fd12:3456:789a:1::7").label).toBe("fd12:3456:789a:1::7");
  });
});

it("is counted by zone alone where AdGuard Home anonymizes addresses, and by address in the access log", () => {
  const known = { ...metadataOf({ ids: ["192.168.1.60", "tablet"], name: "Tablet" }), anonymizesClients: true };
  const unlisted: string[] = [];
  const { find, findSender } = createClientLookup(labWith(), known, (network) => unlisted.push(network));
  const labels = [ask("192.168.0.0"), ask("8.8.0.0"), ask("2001:db8:1::"), ask("8.8.0.0", "tablet")].map(
    (query) => findSender(query).label,
  );
  expect(labels).toEqual(["other@unknown", "other@internet", "other@lab v6", "other@home"]);
  expect(findSender(ask("192.168.1.60")).isOther).toBe(true);
  expect(find("192.168.1.60").label).toBe("192.168.1.60");
  expect(unlisted).toEqual([]);
});
