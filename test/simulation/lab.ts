import ipaddr from "ipaddr.js";

/** The part of a lab that the simulation needs. The library's `Lab` is assignable to it. */
export interface SimulatedLab {
  readonly zones: readonly {
    readonly name: string;
    readonly title: string;
    readonly type: string;
    readonly cidrs: readonly string[];
    readonly anonymous: boolean;
    readonly capacity?: number | undefined;
  }[];
  readonly services: readonly {
    readonly name: string;
    readonly title: string;
    readonly zone: string;
    readonly host?: string | undefined;
    readonly backends: readonly {
      readonly name: string;
      readonly weight: number;
      readonly servers: readonly { readonly url: string; readonly weight: number }[];
    }[];
    readonly dependencies: readonly string[];
  }[];
  readonly infrastructure: readonly {
    readonly name: string;
    readonly title: string;
    readonly kind: string;
    readonly host: string;
    readonly zone: string;
    readonly job?: string | undefined;
    readonly service?: string | undefined;
    readonly address?: string | undefined;
    /** `15s` or `1m`. */
    readonly scrape_interval?: string | undefined;
  }[];
  readonly clients: readonly {
    readonly address?: string | undefined;
    readonly addresses?: readonly string[] | undefined;
    readonly client_ids?: readonly string[] | undefined;
    readonly title: string;
    readonly device_type: string;
    readonly zone?: string | undefined;
  }[];
  readonly resolvers: readonly {
    readonly name: string;
    readonly title: string;
    readonly addresses: readonly string[];
    readonly zone: string;
  }[];
}

const zones: SimulatedLab["zones"] = [
  {
    name: "underlay_network",
    title: "Home network",
    type: "internal",
    cidrs: ["192.168.1.0/24"],
    anonymous: false,
    capacity: 1e9,
  },
  {
    name: "trusted",
    title: "Trusted",
    type: "trusted",
    cidrs: ["127.0.0.0/8", "::1/128", "172.16.0.0/12", "100.64.0.0/10", "fd00::/8"],
    anonymous: false,
  },
  { name: "external", title: "Internet", type: "external", cidrs: ["0.0.0.0/0", "::/0"], anonymous: true },
];

const plain = (name: string, title: string, host: string, dependencies: readonly string[] = []) => ({
  name,
  title,
  zone: "underlay_network",
  host,
  backends: [],
  dependencies,
});

const part = (
  name: string,
  title: string,
  kind: string,
  rest: { readonly job?: string; readonly service?: string; readonly scrape_interval?: string },
) => ({
  name,
  title,
  kind,
  host: `${name === "traefik" ? "gateway" : name === "adguard" ? "dns" : name}.lab`,
  zone: "underlay_network",
  ...rest,
});

/**
 * The default lab with a further service: `photos@file` with two backends of different weights, the first of which has two
 * servers, for shares, weights and failovers. The home network has a capacity, for its utilization.
 */
export const simulatedLab: SimulatedLab = {
  zones,
  services: [
    plain("memos@docker", "Memos", "daily.lab"),
    plain("maybe_finance@docker", "Maybe Finance", "finance.lab"),
    plain("excalidraw@docker", "Excalidraw", "draw.lab"),
    plain("upsnap@docker", "UpSnap", "snap.lab"),
    {
      name: "photos@file",
      title: "Photos",
      zone: "underlay_network",
      host: "photos.lab",
      backends: [
        {
          name: "photos-a@docker",
          weight: 3,
          servers: [
            { url: "http://10.0.3.11:2342", weight: 1 },
            { url: "http://10.0.3.12:2342", weight: 1 },
          ],
        },
        { name: "photos-b@docker", weight: 1, servers: [{ url: "http://10.0.4.11:2342", weight: 1 }] },
      ],
      dependencies: ["memos@docker"],
    },
  ],
  infrastructure: [
    part("traefik", "Traefik", "proxy", { job: "traefik", scrape_interval: "15s" }),
    part("adguard", "AdGuard Home", "dns", {}),
    part("prometheus", "Prometheus", "metrics", {
      job: "prometheus",
      service: "prometheus@docker",
      scrape_interval: "30s",
    }),
    part("grafana", "Grafana", "dashboards", { service: "grafana@docker" }),
    part("node-exporter", "Node exporter", "exporter", { job: "node-exporter", scrape_interval: "30s" }),
    part("adguard-exporter", "AdGuard exporter", "exporter", { job: "adguard-exporter", scrape_interval: "15s" }),
  ],
  clients: [
    { address: "192.168.1.100", title: "Desktop", device_type: "desktop" },
    { address: "192.168.1.101", title: "Mobile", device_type: "mobile" },
    { address: "192.168.1.102", title: "Laptop", device_type: "desktop" },
  ],
  resolvers: [
    { name: "cloudflare", title: "Cloudflare", addresses: ["1.1.1.1"], zone: "external" },
    { name: "google", title: "Google", addresses: ["8.8.8.8"], zone: "external" },
  ],
};

/** Service names that break careless quoting: in PromQL, in regular expressions, in Grafana's variables, in JSON. */
export const oddServiceNames = [
  `it's "odd"\\x@docker`,
  "größe.(a|b)[c]+*?^$x{{x}}@file",
  "${service:regex}/$1@docker",
] as const;

/**
 * A name that Prometheus stores and Grafana can't query: `.*` doesn't match a line break in Prometheus 2, and Grafana
 * ignores a variable query of two lines. It isn't in `oddLab`, whose figures with All must be right.
 */
export const twoLineServiceName = "two\nlines@docker";

/**
 * The lab with odd names: the zone `gäste-wlan`, services with quotes, backslashes, `$x` and `{{x}}`, and a client without
 * an address of its own, `id:Änne's "phone"`. Its internet is IPv4 only: an IPv6 client from outside is in the zone
 * `unknown`.
 */
export const oddLab: SimulatedLab = {
  ...simulatedLab,
  zones: [
    ...zones.filter((zone) => zone.name !== "external"),
    { name: "gäste-wlan", title: 'Gäste "WLAN"', type: "guest", cidrs: ["192.168.20.0/24"], anonymous: false },
    { name: "external", title: "Internet", type: "external", cidrs: ["0.0.0.0/0"], anonymous: true },
  ],
  clients: [
    ...simulatedLab.clients,
    {
      title: `Änne's "phone"`,
      addresses: ["192.168.20.64/28"],
      client_ids: ["aenne"],
      device_type: "mobile",
      zone: "gäste-wlan",
    },
  ],
  services: [
    ...simulatedLab.services,
    ...oddServiceNames.map((name, index) => plain(name, `Odd ${index}`, `odd${index}.lab`)),
  ],
};

/** The lab with a further service. */
export function withService(lab: SimulatedLab, name: string): SimulatedLab {
  return { ...lab, services: [...lab.services, plain(name, name, "more.lab")] };
}

/** What ipaddr.js calls the addresses that the internet doesn't have. */
const localRanges = ["loopback", "private", "carrierGradeNat", "linkLocal", "uniqueLocal"];

/**
 * The zone of an address, by the longest prefix; `unknown` without a zone and for a text that isn't an address. An address
 * that the internet doesn't have isn't in a block of all addresses.
 */
export function zoneOfAddress(lab: Pick<SimulatedLab, "zones">, address: string): string {
  if (!ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  let best = { zone: "unknown", length: localRanges.includes(parsed.range()) ? 0 : -1 };
  for (const zone of lab.zones) {
    for (const cidr of zone.cidrs) {
      const [network, length] = ipaddr.parseCIDR(cidr);
      if (network.kind() === parsed.kind() && length > best.length && parsed.match(network, length)) {
        best = { zone: zone.name, length };
      }
    }
  }
  return best.zone;
}

/** The value of `client_ip`: the canonical address, or `other@zone` in an anonymous zone. */
export function clientLabel(lab: Pick<SimulatedLab, "zones">, address: string): { client: string; zone: string } {
  const zone = zoneOfAddress(lab, address);
  const anonymous = lab.zones.some(({ name, anonymous }) => name === zone && anonymous);
  if (anonymous) return { client: `other@${zone}`, zone };
  return { client: ipaddr.isValid(address) ? ipaddr.process(address).toString() : address, zone };
}

/** The `client_ip` and the zone of a client that the lab names; undefined for a range of clients. */
export function namedClient(
  lab: Pick<SimulatedLab, "zones">,
  { address, addresses = [], client_ids = [], title, zone }: SimulatedLab["clients"][number],
): { client: string; zone: string } | undefined {
  const first = [address ?? "", ...addresses].find((text) => ipaddr.isValid(text));
  if (first === undefined)
    return client_ids.length > 0 ? { client: `id:${title}`, zone: zone ?? "unknown" } : undefined;
  return { client: ipaddr.process(first).toString(), zone: zone ?? zoneOfAddress(lab, first) };
}

/** The backends of a service: the declared ones, or one with the name of the service. */
export function backendsOf(lab: SimulatedLab, service: string) {
  const declared = lab.services.find(({ name }) => name === service)?.backends ?? [];
  if (declared.length > 0) return declared;
  const names = servedNames(lab);
  const url = `http://10.0.2.${10 + names.indexOf(service)}:8080`;
  return [{ name: service, weight: 1, servers: [{ url, weight: 1 }] }];
}

/** The values of the label `service`: the lab's services, and the infrastructure behind Traefik. */
export function servedNames(lab: SimulatedLab): readonly string[] {
  return [
    ...lab.services.map(({ name }) => name),
    ...lab.infrastructure.flatMap(({ service }) => (service === undefined ? [] : [service])),
  ];
}

export function zoneOfService(lab: SimulatedLab, service: string): string {
  const own = lab.services.find(({ name }) => name === service)?.zone;
  return own ?? lab.infrastructure.find((part) => part.service === service)?.zone ?? "unknown";
}
