import { defineLab } from "homelab-dashboards/lab";

/** Omitted keys have their defaults. */
export const lab = defineLab({
  zones: [
    { name: "upstairs", type: "trusted", cidrs: ["10.20.0.0/24", "fd00:20::/64"], title: "Upstairs" },
    { name: "workshop", type: "iot", cidrs: ["10.20.1.0/24"], capacity: 1e9 },
    { name: "internet", type: "external", cidrs: ["0.0.0.0/0", "::/0"] },
  ],
  services: [
    { name: "photos@docker", zone: "upstairs", dependencies: ["pihole-proxy"] },
    { name: "heating@file", zone: "workshop", title: "Heating", icon: "fire" },
  ],
  infrastructure: [
    { name: "pihole-proxy", kind: "proxy", host: "edge.attic.example", address: "10.20.0.2", job: "traefik" },
    { name: "names", kind: "dns", host: "names.attic.example", address: "10.20.0.3", job: "adguard" },
  ],
  clients: [{ address: "10.20.0.40-10.20.0.49", title: "Anna's things", device_type: "mobile" }],
  resolvers: [{ name: "quad9", addresses: ["tls://dns.quad9.net"] }],
  datasource: { url: "https://metrics.attic.example:9090", server_name: "metrics.attic.example" },
  dashboards: { folder: "Attic", uid_prefix: "attic", range: "24h" },
});
