import type * as z from "zod";
import type {
  clientSchema,
  infrastructureSchema,
  resolverSchema,
  serviceSchema,
  zoneSchema,
} from "./section-schemas.js";

/** The zones of the specification, with Docker and Tailscale in the trusted one and with IPv6, which it leaves open. */
export const defaultZones: z.input<typeof zoneSchema>[] = [
  {
    name: "underlay_network",
    title: "Home network",
    type: "internal",
    cidrs: ["192.168.1.0/24"],
    firewalld_zone: "underlay_network",
    services: ["ssh", "http", "https", "dns"],
    masquerading: true,
  },
  {
    name: "trusted",
    title: "Trusted",
    type: "trusted",
    cidrs: ["127.0.0.0/8", "::1/128", "172.16.0.0/12", "100.64.0.0/10", "fd00::/8"],
    firewalld_zone: "trusted",
    interfaces: ["docker0", "tailscale0"],
    services: ["all"],
  },
  {
    name: "external",
    title: "Internet",
    type: "external",
    cidrs: ["0.0.0.0/0", "::/0"],
    anonymous: true,
    firewalld_zone: "external",
  },
];

/** The applications of the specification, for a lab without its own zones. */
export const defaultServices: z.input<typeof serviceSchema>[] = [
  { name: "memos@docker", title: "Memos", kind: "notes", icon: "file-alt", host: "daily.lab" },
  {
    name: "maybe_finance@docker",
    title: "Maybe Finance",
    kind: "finance",
    icon: "calculator-alt",
    host: "finance.lab",
  },
  { name: "excalidraw@docker", title: "Excalidraw", kind: "drawing", icon: "pen", host: "draw.lab" },
  { name: "upsnap@docker", title: "UpSnap", kind: "wake-on-lan", icon: "bolt", host: "snap.lab" },
];

/** The infrastructure of the specification. AdGuard Home has no metrics: its exporter is scraped instead. */
export const defaultInfrastructure: z.input<typeof infrastructureSchema>[] = [
  {
    name: "traefik",
    title: "Traefik",
    kind: "proxy",
    host: "gateway.lab",
    address: "192.168.1.77",
    job: "traefik",
    scrape_interval: "15s",
  },
  { name: "adguard", title: "AdGuard Home", kind: "dns", host: "dns.lab", address: "192.168.1.77", tls_port: 443 },
  {
    name: "prometheus",
    title: "Prometheus",
    kind: "metrics",
    host: "prometheus.lab",
    address: "192.168.1.77",
    job: "prometheus",
    service: "prometheus@docker",
    scrape_interval: "30s",
    tls_port: 9090,
  },
  {
    name: "grafana",
    title: "Grafana",
    kind: "dashboards",
    host: "grafana.lab",
    address: "192.168.1.77",
    service: "grafana@docker",
    tls_port: 3000,
  },
  {
    name: "node-exporter",
    title: "Node exporter",
    kind: "exporter",
    host: "node-exporter.lab",
    address: "192.168.1.77",
    job: "node-exporter",
    scrape_interval: "30s",
    tls_port: 9100,
  },
  {
    name: "adguard-exporter",
    title: "AdGuard exporter",
    kind: "exporter",
    host: "adguard-exporter.lab",
    address: "192.168.1.77",
    job: "adguard-exporter",
    scrape_interval: "15s",
    tls_port: 9617,
  },
];

/** The named clients of the specification, for a lab without its own zones. */
export const defaultClients: z.input<typeof clientSchema>[] = [
  { address: "192.168.1.100", title: "Desktop", device_type: "desktop" },
  { address: "192.168.1.101", title: "Mobile", device_type: "mobile" },
  { address: "192.168.1.102", title: "Laptop", device_type: "desktop" },
];

/** The resolvers of the specification. */
export const defaultResolvers: z.input<typeof resolverSchema>[] = [
  { name: "cloudflare", title: "Cloudflare", addresses: ["1.1.1.1"] },
  { name: "google", title: "Google", addresses: ["8.8.8.8"] },
];
