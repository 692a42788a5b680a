import * as z from "zod";
import { maxEntries } from "./bounds.js";
import * as field from "./fields.js";
import { dnsProbeProtocols, logLevels } from "./vocabulary.js";

const directory = "/etc/homelab-exporter/certs";

export const exporterTlsSchema = z.strictObject({
  certificate: field.filePath.default(`${directory}/exporter.crt`).describe("Certificate of the exporter as a server."),
  key: field.filePath.default(`${directory}/exporter.key`).describe("Its private key."),
  client_ca: field.filePath
    .default(`${directory}/root-ca.crt`)
    .describe("Certificates of the authorities whose clients may scrape. A client without a certificate is refused."),
  allowed_names: z
    .array(field.line)
    .max(maxEntries.names)
    .default([])
    .describe(
      "Names of the clients that may scrape: one of them must stand in the client's certificate, as its common name or " +
        "an alternative name. [] for every client of these authorities.",
    ),
});

export const adguardSourceSchema = z.strictObject({
  url: field
    .url("https", "http")
    .exactOptional()
    .describe("URL of AdGuard Home as the exporter reaches it. Without it the names of clients and lists are unknown."),
  username: field.line.exactOptional().describe("User of AdGuard Home's API, together with password_file."),
  password_file: field.filePath.exactOptional().describe("File that holds the password of this user and nothing else."),
  ca: field.filePath
    .exactOptional()
    .describe("Certificate of the authority that signed AdGuard Home's. Default: the authorities that Node trusts."),
  certificate: field.filePath
    .exactOptional()
    .describe("Client certificate of the exporter, together with key, where a proxy asks for one."),
  key: field.filePath.exactOptional().describe("Its private key."),
  server_name: field.line
    .exactOptional()
    .describe("Name that AdGuard Home's certificate must hold. Default: the host of the URL."),
  query_log: field.apiOrFilePath
    .default("api")
    .describe(
      "Source of queries: api, or the path of AdGuard Home's querylog.json. AdGuard Home writes its file late, after " +
        "size_memory queries. Default: api.",
    ),
  poll_interval: field.duration
    .default("10s")
    .describe("Interval at which the API is polled for new queries. Default: 10s."),
});

export const traefikSourceSchema = z.strictObject({
  access_log: field.filePath.describe("Path of Traefik's access log, in JSON."),
  trusted_proxies: z
    .array(field.cidr)
    .max(maxEntries.cidrs)
    .default([])
    .describe(
      "CIDR blocks of the proxies in front of Traefik. The client is the last address of X-Forwarded-For that isn't one " +
        "of them. Default: [].",
    ),
});

export const dnsProbeTargetSchema = z.strictObject({
  name: field.line.describe("Name of the infrastructure of kind dns that is probed: the label `target`. Each once."),
  address: field.address.describe(
    "IPv4 or IPv6 address at which it answers DNS. A name isn't allowed: it would need DNS itself.",
  ),
  port: z.int().min(1).max(65_535).exactOptional().describe("Port. Default: 53; 853 for tls."),
  protocol: z
    .enum(dnsProbeProtocols)
    .default("udp")
    .describe(`Protocol: ${dnsProbeProtocols.join(", ")} (DNS over TLS). Default: udp.`),
  server_name: field.line
    .exactOptional()
    .describe(
      "For tls, the name that the certificate must hold. Default: the host of the infrastructure, else the address.",
    ),
  ca: field.filePath
    .exactOptional()
    .describe(
      "For tls, the certificate of the authority that signed the server's. Default: the ca of exporter.adguard, else " +
        "the authorities that Node trusts.",
    ),
});

export const dnsProbeSchema = z.strictObject({
  targets: z
    .array(dnsProbeTargetSchema)
    .max(8)
    .exactOptional()
    .describe(
      "DNS servers that are probed. Default: each infrastructure of kind dns that has an address, over udp at port 53. " +
        "[] for none.",
    ),
  name: field.domainName
    .exactOptional()
    .describe(
      "Name of the lab that AdGuard Home must answer (kind answers). Choose one that it answers by itself, by a " +
        "rewrite. Default: the host of the first infrastructure of kind dns.",
    ),
  outside_domain: field.domainName
    .default("example.com")
    .describe(
      "Domain on the internet: AdGuard Home must resolve a new random name under it each time (kind resolves). Behind a " +
        "validating resolver of your own choose a domain without DNSSEC, since it may deny names of signed domains from " +
        "its cache.",
    ),
});

export const exporterProbeSchema = z.strictObject({
  interval: field.duration
    .default("1h")
    .describe("Interval at which certificates are probed. DNS is probed every 15 seconds."),
  timeout: field.duration.default("5s").describe("Timeout of one probe."),
  dns: dnsProbeSchema.prefault({}).describe("Probing of AdGuard Home's answers."),
});

export const exporterMetricsSchema = z.strictObject({
  client_tracking: z
    .boolean()
    .default(true)
    .describe("Whether each client has series of its own. Without it all clients of a zone are other@<zone>."),
  domain_mapping: z
    .boolean()
    .default(true)
    .describe("Whether there are metrics of the addresses and categories of domains (domain_ip_mapping and similar)."),
  zone_analysis: z
    .boolean()
    .default(true)
    .describe("Whether there are metrics of the traffic between zones (zone_…, network_…)."),
  device_types: z
    .boolean()
    .default(true)
    .describe("Whether clients have a device type, from this file and AdGuard Home's tags. Without it all are other."),
  behaviour: z
    .boolean()
    .exactOptional()
    .describe("Whether clients' behaviour and suspicious patterns are scored. Default: true.")
    .meta({ default: true }),
  behavior: z.boolean().exactOptional().describe("Another spelling of `behaviour`; give one of the two."),
  domains: z
    .enum(["registered", "full"])
    .default("registered")
    .describe("Form of domains: registered (the registered part of a name, example.co.uk) or full (the whole name)."),
});

export const exporterLimitsSchema = z.strictObject({
  clients: z
    .int()
    .min(1)
    .max(10_000)
    .default(200)
    .describe("Maximum number of clients with series of their own. The others of a zone are other@<zone>."),
  domains: z
    .int()
    .min(1)
    .max(100_000)
    .default(200)
    .describe("Maximum number of domains with series of their own. All others are other."),
  domains_per_client: z
    .int()
    .min(0)
    .max(1000)
    .default(20)
    .describe("Maximum number of domains per client with series of their own. All others are other."),
  series: z
    .int()
    .min(1000)
    .max(1_000_000)
    .default(20_000)
    .describe("Maximum number of series. Samples of further series are counted as dropped."),
  client_expiry: field.duration
    .default("1h")
    .describe("Time without an event after which a client expires, with its series of domains and services."),
  domain_expiry: field.duration.default("24h").describe("Time without an event after which a domain expires."),
});

export const exporterSchema = z.strictObject({
  listen: field.listenAddress
    .default(":9617")
    .describe(
      "Address and port at which Prometheus scrapes the exporter: 127.0.0.1:9617, [::1]:9617, or :9617 for all " +
        "addresses. Other exporters for AdGuard Home have the same default port.",
    ),
  tls: exporterTlsSchema
    .prefault({})
    .describe("Files for mutual TLS between Prometheus and the exporter. It can't be scraped without TLS."),
  state_file: field.filePath
    .default("/var/lib/homelab-exporter/state")
    .describe("File of the exporter's checkpoints and counters. Its directory must exist."),
  adguard: adguardSourceSchema
    .exactOptional()
    .describe("AdGuard Home as a source. Default: none, and its metrics are absent."),
  traefik: traefikSourceSchema
    .exactOptional()
    .describe("Traefik's access log as a source. Default: none, and its metrics are absent."),
  probe: exporterProbeSchema
    .prefault({})
    .describe(
      "Probing of the certificates of Traefik's hosts and of every tls_port of the infrastructure, and of AdGuard " +
        "Home's answers.",
    ),
  metrics: exporterMetricsSchema.prefault({}).describe("Groups of metrics."),
  limits: exporterLimitsSchema.prefault({}).describe("Limits of clients, domains and series."),
  log_level: z
    .enum(logLevels)
    .default("info")
    .describe(`Lowest level that is written to its log: ${logLevels.join(", ")}.`),
});
