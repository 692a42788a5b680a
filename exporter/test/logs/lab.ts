import { defineLab, type LabInput } from "homelab-dashboards/lab";

/** A lab with IPv6, guests, things, a weighted service, and filter lists by id and by name. */
export const trafficLabInput = {
  zones: [
    { name: "home", title: "Home", cidrs: ["192.168.1.0/24", "fd12:3456:789a:1::/64"] },
    { name: "things", title: "Things", type: "iot", cidrs: ["192.168.30.0/24"] },
    { name: "guests", title: "Guests", type: "guest", cidrs: ["192.168.20.0/24"] },
    { name: "servers", title: "Servers", type: "infrastructure", cidrs: ["10.0.0.0/8", "127.0.0.0/8", "::1/128"] },
    { name: "internet", title: "Internet", type: "external", cidrs: ["0.0.0.0/0", "::/0"] },
  ],
  services: [
    { name: "memos@docker", title: "Memos", host: "daily.lab", zone: "servers" },
    { name: "draw@docker", title: "Drawings", host: "draw.lab", zone: "servers", dependencies: ["memos@docker"] },
    {
      name: "photos@file",
      title: "Photos",
      host: "photos.lab",
      zone: "servers",
      backends: [
        {
          name: "photos-a@docker",
          weight: 3,
          servers: [{ url: "http://10.0.3.11:2342" }, { url: "http://10.0.3.12:2342" }],
        },
        { name: "photos-b@docker", weight: 1, servers: [{ url: "http://10.0.4.11:2342" }] },
      ],
    },
  ],
  infrastructure: [
    { name: "traefik", kind: "proxy", host: "gateway.lab", zone: "servers", job: "traefik" },
    { name: "adguard", kind: "dns", host: "dns.lab", zone: "servers", job: "adguard-exporter" },
    { name: "prometheus", kind: "metrics", host: "prometheus.lab", zone: "servers", job: "prometheus" },
    { name: "grafana", kind: "dashboards", host: "grafana.lab", zone: "servers", service: "grafana@docker" },
  ],
  clients: [
    { address: "192.168.1.10", title: "Desk", device_type: "desktop" },
    { address: "192.168.1.20-192.168.1.29", title: "Telephones", device_type: "mobile" },
    { address: "192.168.30.0/24", title: "Things", device_type: "iot" },
  ],
  resolvers: [
    { name: "quad9", addresses: ["9.9.9.9", "https://dns.quad9.net/dns-query"] },
    { name: "cloudflare", addresses: ["tls://1.1.1.1"] },
  ],
  filter_lists: [
    { list: 1, category: "advertising" },
    { list: 2, category: "tracking" },
    { list: "Threats", category: "malware" },
  ],
} as const satisfies LabInput;

export const trafficLab = defineLab(trafficLabInput);

/** Proxies in front of Traefik. */
export const trustedProxies = ["10.0.0.2", "fd12:3456:789a:ff::/64"] as const;
