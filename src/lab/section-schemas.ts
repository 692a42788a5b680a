import * as z from "zod";
import { aggregateClientPrefix } from "./aggregate-client.js";
import { maxEntries } from "./bounds.js";
import * as field from "./fields.js";
import { deviceTypes, filterCategories, infrastructureKinds, ipv6ClientForms, zoneTypes } from "./vocabulary.js";

const homeZone = field.line.exactOptional().describe("Zone of it. Default: the lab's first zone.");
const weight = z
  .int()
  .min(0)
  .default(1)
  .describe("Share of the requests, relative to the weights beside it. Default: 1.");

export const zoneSchema = z.strictObject({
  name: field
    .lineExcept(["unknown"], "unknown is where addresses of no zone are")
    .describe("Name of the zone, as metrics carry it: any text of one line. Each once; `unknown` is reserved."),
  title: field.line.exactOptional().describe("Title that people read. Default: the name."),
  type: z
    .enum(zoneTypes)
    .default("internal")
    .describe(`Type of the zone: ${zoneTypes.join(", ")}. Default: internal.`),
  cidrs: z
    .array(field.cidr)
    .max(maxEntries.cidrs)
    .describe(
      "CIDR blocks, IPv4 and IPv6. An address belongs to the longest matching prefix of all zones; in none, to zone " +
        "`unknown`. A prefix of length 0 has no private, loopback, carrier-grade NAT, unique local or link-local " +
        "addresses: list those that you have. The same block in two zones is an error, and so are bits right of the prefix (192.168.1.7/24). " +
        "[] for a zone without clients.",
    ),
  colour: field.color
    .exactOptional()
    .describe(
      'Colour as "#rrggbb"; in YAML in quotes, since # starts a comment. Default: the next of twelve that ' +
        "colour-blind people can tell apart and that mean no status; the thirteenth zone has the first again.",
    ),
  color: field.color.exactOptional().describe("Another spelling of `colour`; give one of the two."),
  icon: field.icon.exactOptional().describe("Grafana icon. Default: one that fits the type."),
  anonymous: z
    .boolean()
    .exactOptional()
    .describe(
      "Whether its clients are counted as one (other@<zone>) instead of each by address, as the internet should be. " +
        "Default: true for type external, else false.",
    ),
  ipv6_clients: z
    .enum(ipv6ClientForms)
    .exactOptional()
    .describe(
      "Form of its IPv6 clients: address (each address is a client) or prefix (the addresses of a /64 that no known " +
        "client has are one client, such as fd12:3456:789a:1::/64, since a device changes its temporary addresses). " +
        "Default: address.",
    ),
  capacity: z
    .number()
    .positive()
    .exactOptional()
    .describe("Bandwidth in bits per second (1e9 is one gigabit), for the recording rule of its utilization."),
  latitude: z.number().min(-90).max(90).exactOptional().describe("Latitude in degrees, together with longitude."),
  longitude: z.number().min(-180).max(180).exactOptional().describe("Longitude in degrees, together with latitude."),
  firewalld_zone: field.line.exactOptional().describe("Zone of firewalld with the same addresses; for documentation."),
  interfaces: z.array(field.line).max(maxEntries.names).default([]).describe("Network interfaces; for documentation."),
  services: z
    .array(field.line)
    .max(maxEntries.names)
    .default([])
    .describe("Services that firewalld lets in; for documentation."),
  masquerading: z.boolean().default(false).describe("Whether firewalld masquerades (NAT); for documentation."),
});

export const serverSchema = z.strictObject({
  url: field
    .url("http", "https", "h2c")
    .describe("URL, exactly as in the metrics' label `server`: http://10.0.3.7:5230."),
  weight,
});

export const backendSchema = z.strictObject({
  name: field.line.describe("Name, exactly as in the metrics' label `backend`: memos-blue@docker."),
  weight,
  servers: z
    .array(serverSchema)
    .max(maxEntries.servers)
    .default([])
    .describe("Servers with weights, where these aren't equal. Default: []."),
});

export const serviceSchema = z.strictObject({
  name: field.line.describe("Exactly the metrics' label `service`, provider included: memos@docker. Each once."),
  title: field.line.exactOptional().describe("Title that people read. Default: the name up to its last @."),
  zone: homeZone,
  kind: field.line.default("application").describe("Kind of application, in your own word. Default: application."),
  icon: field.icon.default("apps").describe("Grafana icon. Default: apps."),
  host: field.line
    .exactOptional()
    .describe("Host name under which people reach it, and for which Traefik has a certificate: daily.lab."),
  backends: z
    .array(backendSchema)
    .max(maxEntries.backends)
    .default([])
    .describe(
      "Backends of a weighted or mirrored service. Default: [], a plain one: its backend is the service itself and its " +
        "servers have equal weights. To give the servers of a plain service weights, list one backend of its own name.",
    ),
  dependencies: z
    .array(field.line)
    .max(maxEntries.dependencies)
    .default([])
    .describe("Names of the services and infrastructure on which it depends."),
});

export const infrastructureSchema = z.strictObject({
  name: field.line.describe("Name, as metrics carry it: traefik, adguard. Each once, and no service has it."),
  title: field.line.exactOptional().describe("Title that people read. Default: the name."),
  kind: z
    .enum(infrastructureKinds)
    .default("other")
    .describe(`Kind of infrastructure: ${infrastructureKinds.join(", ")}. Default: other.`),
  host: field.line.describe("Host name, which its certificate holds: gateway.lab."),
  address: field.address
    .exactOptional()
    .describe("IPv4 or IPv6 address, which the graph of the network shows. Default: none."),
  zone: homeZone,
  job: field.line
    .exactOptional()
    .describe("Job under which Prometheus scrapes it. Leave it out where it isn't scraped."),
  service: field.line
    .exactOptional()
    .describe(
      "The metrics' label `service` under which Traefik routes it: grafana@docker. Leave it out where it doesn't.",
    ),
  scrape_interval: field.duration.exactOptional().describe("Interval at which Prometheus scrapes it: 15s."),
  tls_port: z
    .int()
    .min(1)
    .max(65_535)
    .exactOptional()
    .describe(
      "Port at which the host serves TLS. The exporter probes the certificate there; at Traefik, the first part of " +
        "kind proxy, that of every host it routes, by server name (SNI). Default: none, and 443 at Traefik.",
    ),
});

export const clientSchema = z.strictObject({
  address: field.addressRange
    .exactOptional()
    .describe(
      "Address, CIDR block or from-to range: 192.168.1.100, 192.168.1.96/28, 192.168.1.100-192.168.1.120. Each address " +
        "of a block or range is a client of its own. A client needs an address, addresses or client_ids.",
    ),
  addresses: z
    .array(field.addressRange)
    .max(maxEntries.addresses)
    .exactOptional()
    .describe(
      "Further addresses, blocks and ranges of one client: all of them count as its first address. Each once in the lab.",
    ),
  client_ids: z
    .array(field.clientId)
    .max(maxEntries.clientIds)
    .exactOptional()
    .describe(
      "ClientIDs under which it asks AdGuard Home (DNS over HTTPS, TLS or QUIC). Each once in the lab. A client that " +
        "has no address counts as id:<title>.",
    ),
  title: field
    .lineWithoutStart(aggregateClientPrefix, "other@<zone> stands for the clients of a zone that are counted as one")
    .describe("Title that people read. It doesn't start with `other@`."),
  device_type: z
    .enum(deviceTypes)
    .default("other")
    .describe(`Type of device: ${deviceTypes.join(", ")}. Default: other.`),
  zone: field.line
    .exactOptional()
    .describe("Zone of it. Default: that of its first address; `unknown` for a client without one."),
});

export const resolverSchema = z.strictObject({
  name: field
    .lineExcept(["cache", "filter"], "cache and filter stand for answers that no resolver gave")
    .describe("Name, as metrics carry it. Each once; `cache` and `filter` are reserved."),
  title: field.line.exactOptional().describe("Title that people read. Default: the name."),
  addresses: z
    .array(field.upstream)
    .min(1)
    .max(maxEntries.addresses)
    .describe("Addresses and URLs, as AdGuard Home lists and logs them: 1.1.1.1, tls://1.1.1.1."),
  zone: field.line
    .exactOptional()
    .describe("Zone of it. Default: the first anonymous zone, else the first external one, else the first."),
});

export const filterListSchema = z.strictObject({
  list: z.union([z.int(), field.line]).describe("Id or name of the list in AdGuard Home."),
  category: z.enum(filterCategories).describe(`Category of the list: ${filterCategories.join(", ")}.`),
});

export const certificatesSchema = z.strictObject({
  ca: field.referencedPath
    .default("/etc/grafana/certs/root-ca.crt")
    .describe("Certificate of the authority that signed Prometheus's certificate."),
  certificate: field.referencedPath
    .default("/etc/grafana/certs/grafana.crt")
    .describe("Certificate of Grafana as a client."),
  key: field.referencedPath.default("/etc/grafana/certs/grafana.key").describe("Its private key."),
});

export const datasourceSchema = z.strictObject({
  name: field.line.default("Prometheus").describe("Name of the data source in Grafana."),
  uid: field.uid(40).default("homelab-prometheus").describe("Fixed uid, to which the dashboards refer."),
  url: field
    .url("https")
    .default("https://prometheus:9090")
    .describe(
      "URL of Prometheus as Grafana reaches it. https alone: both sides show certificates, and Prometheus needs a web.yml " +
        "for that (docs/tutorials/first-dashboards.md).",
    ),
  server_name: field.line.default("prometheus.lab").describe("Name that Prometheus's certificate must hold."),
  credentials: z
    .enum(["files", "environment"])
    .default("files")
    .describe(
      "Origin of certificates and key in Grafana: files (the paths under `certificates`) or environment (variables).",
    ),
});

/** Whether several instances of a source each see events of their own, or all the same ones. */
export const multiplicities = ["siblings", "copies"] as const;

const multiplicity = z.enum(multiplicities).default("siblings");

export const sourcesSchema = z.strictObject({
  traefik: multiplicity.describe("Metrics of Traefik."),
  adguard: multiplicity.describe("Metrics of AdGuard Home."),
  zone: multiplicity.describe("Metrics of zones and their clients."),
  domain: multiplicity.describe("Metrics of domains."),
});

export const dashboardsSchema = z.strictObject({
  folder: field.line.default("Homelab").describe("Title of the folder in Grafana."),
  folder_uid: field.uid(40).default("homelab").describe("Fixed uid of the folder."),
  uid_prefix: field.uid(20).default("homelab").describe("Start of every dashboard's uid: homelab-services."),
  refresh: field.timeSpanOrNever.default("1m").describe('Interval at which dashboards reload: 30s, 1m; "" for never.'),
  range: field.timeSpan.default("6h").describe("Time range with which dashboards open: the last 6h."),
  top: z.int().min(1).max(100).default(10).describe("Number of entries in a list of the busiest, slowest or worst."),
  graph_nodes: z
    .int()
    .min(10)
    .max(1000)
    .default(150)
    .describe(
      "Maximum number of nodes in the graph of clients and domains, two for each of its lines; above 16 it stays at " +
        "16, which find room in a panel. The graphs of the network have limits of their own.",
    ),
  path: field.absolutePath
    .default("/etc/grafana/provisioning/dashboards/homelab")
    .describe("Path of the directory with the dashboards, as Grafana sees it."),
});
