import { createRequire } from "node:module";
import { describe, expect, expectTypeOf, it } from "vitest";
import { defaultLab, defineLab, type Lab, type LabInput, parseLab, type Zone } from "../../src/lab/index.js";

// CommonJS, since the ES modules of @grafana/data import names that Node doesn't find.
const { availableIconsIndex }: typeof import("@grafana/data") = createRequire(import.meta.url)("@grafana/data");

describe("the default lab", () => {
  it("is the lab of the specification", () => {
    expect(defaultLab.zones.map(({ name, type, cidrs, anonymous }) => ({ name, type, cidrs, anonymous }))).toEqual([
      { name: "underlay_network", type: "internal", cidrs: ["192.168.1.0/24"], anonymous: false },
      {
        name: "trusted",
        type: "trusted",
        cidrs: ["127.0.0.0/8", "::1/128", "172.16.0.0/12", "100.64.0.0/10", "fd00::/8"],
        anonymous: false,
      },
      { name: "external", type: "external", cidrs: ["0.0.0.0/0", "::/0"], anonymous: true },
    ]);
    expect(
      defaultLab.zones.map(({ firewalld_zone, interfaces, services, masquerading }) => [
        firewalld_zone,
        interfaces,
        services,
        masquerading,
      ]),
    ).toEqual([
      ["underlay_network", [], ["ssh", "http", "https", "dns"], true],
      ["trusted", ["docker0", "tailscale0"], ["all"], false],
      ["external", [], [], false],
    ]);
    expect(defaultLab.services.map(({ name, title, host, zone }) => [name, title, host, zone])).toEqual([
      ["memos@docker", "Memos", "daily.lab", "underlay_network"],
      ["maybe_finance@docker", "Maybe Finance", "finance.lab", "underlay_network"],
      ["excalidraw@docker", "Excalidraw", "draw.lab", "underlay_network"],
      ["upsnap@docker", "UpSnap", "snap.lab", "underlay_network"],
    ]);
    expect(
      defaultLab.infrastructure.map((part) => [
        part.name,
        part.kind,
        part.host,
        part.address,
        part.zone,
        part.job,
        part.service,
        part.scrape_interval,
      ]),
    ).toEqual([
      ["traefik", "proxy", "gateway.lab", "192.168.1.77", "underlay_network", "traefik", undefined, "15s"],
      ["adguard", "dns", "dns.lab", "192.168.1.77", "underlay_network", undefined, undefined, undefined],
      [
        "prometheus",
        "metrics",
        "prometheus.lab",
        "192.168.1.77",
        "underlay_network",
        "prometheus",
        "prometheus@docker",
        "30s",
      ],
      [
        "grafana",
        "dashboards",
        "grafana.lab",
        "192.168.1.77",
        "underlay_network",
        undefined,
        "grafana@docker",
        undefined,
      ],
      [
        "node-exporter",
        "exporter",
        "node-exporter.lab",
        "192.168.1.77",
        "underlay_network",
        "node-exporter",
        undefined,
        "30s",
      ],
      [
        "adguard-exporter",
        "exporter",
        "adguard-exporter.lab",
        "192.168.1.77",
        "underlay_network",
        "adguard-exporter",
        undefined,
        "15s",
      ],
    ]);
    expect(defaultLab.infrastructure.map(({ tls_port }) => tls_port)).toEqual([undefined, 443, 9090, 3000, 9100, 9617]);
    expect(defaultLab.clients).toEqual([
      { address: "192.168.1.100", title: "Desktop", device_type: "desktop" },
      { address: "192.168.1.101", title: "Mobile", device_type: "mobile" },
      { address: "192.168.1.102", title: "Laptop", device_type: "desktop" },
    ]);
    expect(defaultLab.resolvers).toEqual([
      { name: "cloudflare", title: "Cloudflare", addresses: ["1.1.1.1"], zone: "external" },
      { name: "google", title: "Google", addresses: ["8.8.8.8"], zone: "external" },
    ]);
    expect(defaultLab).toMatchObject({
      filter_lists: [],
      retention: "30d",
      certificates: {
        ca: "/etc/grafana/certs/root-ca.crt",
        certificate: "/etc/grafana/certs/grafana.crt",
        key: "/etc/grafana/certs/grafana.key",
      },
      datasource: {
        name: "Prometheus",
        uid: "homelab-prometheus",
        url: "https://prometheus:9090",
        server_name: "prometheus.lab",
        credentials: "files",
      },
      sources: { traefik: "siblings", adguard: "siblings", zone: "siblings", domain: "siblings" },
      dashboards: {
        folder: "Homelab",
        folder_uid: "homelab",
        uid_prefix: "homelab",
        refresh: "1m",
        range: "6h",
        top: 10,
        graph_nodes: 150,
        path: "/etc/grafana/provisioning/dashboards/homelab",
      },
    });
  });

  it("gives labs with other zones its infrastructure without the addresses", () => {
    const { infrastructure } = defineLab({ zones: [{ name: "home", cidrs: ["10.0.0.0/24"] }] });
    expect(infrastructure.map(({ name }) => name)).toEqual(defaultLab.infrastructure.map(({ name }) => name));
    expect(infrastructure.flatMap(({ address }) => address ?? [])).toEqual([]);
  });

  it("is the lab of an empty file and of a file with comments only", () => {
    expect(parseLab("", "lab.yml")).toEqual(defaultLab);
    expect(parseLab("# zones:\n", "lab.yml")).toEqual(defaultLab);
    expect(parseLab("{}", "lab.yml")).toEqual(defaultLab);
  });

  it("is a valid input, unchanged and with changes", () => {
    expect(defineLab(defaultLab)).toEqual(defaultLab);
    expect(defineLab({ ...defaultLab, retention: "7d" }).retention).toBe("7d");
    expectTypeOf<Lab>().toExtend<LabInput>();
  });

  it("has icons that Grafana has, for every type of zone, too", () => {
    const zones = (["internal", "iot", "guest", "external", "trusted", "infrastructure"] as const).map((type) => ({
      name: type,
      type,
      cidrs: [],
    }));
    const icons = [
      ...defineLab({ zones, services: [{ name: "a" }] }).zones,
      ...defineLab({ services: [{ name: "a" }] }).services,
      ...defaultLab.services,
    ].map(({ icon }) => icon);
    expect(icons.filter((icon) => !Object.hasOwn(availableIconsIndex, icon))).toEqual([]);
  });

  it("has types without undefined where a field may be missing", () => {
    expectTypeOf<Zone["name"]>().toEqualTypeOf<string>();
    expectTypeOf<Zone["title"]>().toEqualTypeOf<string>();
    expectTypeOf<Pick<Zone, "capacity">>().toEqualTypeOf<{ readonly capacity?: number }>();
    expectTypeOf<Lab["services"][number]["zone"]>().toEqualTypeOf<string>();
    expectTypeOf<Lab["resolvers"][number]["zone"]>().toEqualTypeOf<string>();
    expectTypeOf<Lab["dashboards"]["top"]>().toEqualTypeOf<number>();
  });
});

describe("defaults", () => {
  const home = { name: "home", cidrs: ["10.0.0.0/24"] };
  const wan = { name: "wan", type: "external" as const, cidrs: ["0.0.0.0/0"] };

  it("are no services and no clients in a lab with its own zones", () => {
    const lab = defineLab({ zones: [home, wan] });
    expect(lab.services).toEqual([]);
    expect(lab.clients).toEqual([]);
    expect(lab.infrastructure.map(({ name, zone }) => [name, zone])).toEqual(
      defaultLab.infrastructure.map(({ name }) => [name, "home"]),
    );
    expect(lab.resolvers.map(({ name, zone }) => [name, zone])).toEqual([
      ["cloudflare", "wan"],
      ["google", "wan"],
    ]);
  });

  it("place resolvers in the first anonymous zone, else the first external, else the first", () => {
    const zoneOfResolvers = (zones: LabInput["zones"] & object) => defineLab({ zones }).resolvers[0]?.zone;
    const loud = { ...wan, anonymous: false };
    expect(zoneOfResolvers([home, loud, { name: "crowd", cidrs: [], anonymous: true }])).toBe("crowd");
    expect(zoneOfResolvers([home, loud])).toBe("wan");
    expect(zoneOfResolvers([home])).toBe("home");
  });

  it("are the default zones where a lab has none; a given list replaces its default wholly", () => {
    const lab = defineLab({ services: [{ name: "photos@docker" }], clients: [] });
    expect(lab.zones).toEqual(defaultLab.zones);
    expect(lab.infrastructure).toEqual(defaultLab.infrastructure);
    expect(lab.services).toEqual([
      {
        name: "photos@docker",
        title: "photos",
        zone: "underlay_network",
        kind: "application",
        icon: "apps",
        backends: [],
        dependencies: [],
      },
    ]);
    expect(lab.clients).toEqual([]);
  });

  it("of a zone depend on its name and its type", () => {
    const zones = Array.from({ length: 7 }, (_, index) => ({ name: `z${index}`, cidrs: [] }));
    const lab = defineLab({ zones: [...zones, wan] });
    expect(lab.zones[0]).toEqual({
      name: "z0",
      title: "z0",
      type: "internal",
      cidrs: [],
      icon: "home-alt",
      anonymous: false,
      interfaces: [],
      services: [],
      masquerading: false,
    });
    expect(lab.zones[7]?.anonymous).toBe(true);
    expect(defineLab({ zones: [{ ...wan, anonymous: false }] }).zones[0]?.anonymous).toBe(false);
  });

  it("of weights and of single keys of a section are filled in", () => {
    const lab = defineLab({
      services: [{ name: "a", backends: [{ name: "a", servers: [{ url: "http://10.0.3.7:5230" }] }] }],
      datasource: { url: "https://10.0.0.1:9090" },
    });
    expect(lab.services[0]?.backends).toEqual([
      { name: "a", weight: 1, servers: [{ url: "http://10.0.3.7:5230", weight: 1 }] },
    ]);
    expect(lab.datasource).toEqual({ ...defaultLab.datasource, url: "https://10.0.0.1:9090" });
  });

  it("of the title of a service are its name up to the last @", () => {
    const services = ["memos@docker", "a@b@file", "@docker", "plain"].map((name) => ({ name }));
    expect(defineLab({ services }).services.map(({ title }) => title)).toEqual(["memos", "a@b", "@docker", "plain"]);
  });

  it("write each address in its canonical form", () => {
    const lab = defineLab({
      zones: [{ name: "a", cidrs: ["FD00::0/64"] }],
      infrastructure: [{ name: "traefik", host: "gateway.lab", address: "FD00:0::1" }],
      clients: [{ address: "::ffff:10.0.0.1", title: "Old" }],
      resolvers: [{ name: "r", addresses: ["2606:4700:4700:0::1111", "tls://1.1.1.1", "dns.lab"] }],
    });
    expect(lab.zones[0]?.cidrs).toEqual(["fd00::/64"]);
    expect(lab.infrastructure[0]?.address).toBe("fd00::1");
    expect(lab.clients[0]?.address).toBe("10.0.0.1");
    expect(lab.resolvers[0]?.addresses).toEqual(["2606:4700:4700::1111", "tls://1.1.1.1", "dns.lab"]);
  });
});
