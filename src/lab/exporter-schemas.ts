import * as z from "zod";
import * as field from "./fields.js";
import { logLevels } from "./vocabulary.js";

const directory = "/etc/homelab-exporter/certs";

export const exporterTlsSchema = z.strictObject({
  certificate: field.filePath
    .default(`${directory}/exporter.crt`)
    .describe("Certificate with which the exporter proves itself to Prometheus."),
  key: field.filePath.default(`${directory}/exporter.key`).describe("Its private key."),
  client_ca: field.filePath
    .default(`${directory}/root-ca.crt`)
    .describe("Certificates of the authorities whose clients may scrape. A client without a certificate is refused."),
  allowed_names: z
    .array(field.line)
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
    .describe("URL of AdGuard Home as the exporter reaches it. Without it there are no names of clients and lists."),
  username: field.line.exactOptional().describe("User of AdGuard Home's API, together with password_file."),
  password_file: field.filePath
    .exactOptional()
    .describe("File that holds the password of this user, and nothing else."),
  ca: field.filePath
    .exactOptional()
    .describe("Certificate of the authority that signed AdGuard Home's. Default: those that Node trusts."),
  certificate: field.filePath
    .exactOptional()
    .describe("Certificate that the exporter shows, together with key, where something in front asks for one."),
  key: field.filePath.exactOptional().describe("Its private key."),
  server_name: field.line
    .exactOptional()
    .describe("Name that AdGuard Home's certificate must hold. Default: the host of the URL."),
  query_log: field.apiOrFilePath
    .default("api")
    .describe(
      "Where queries are read: api, or the path of AdGuard Home's querylog.json. AdGuard Home writes its file late, after " +
        "size_memory queries. Default: api.",
    ),
  poll_interval: field.duration.default("10s").describe("How often the API is asked for new queries. Default: 10s."),
});

export const traefikSourceSchema = z.strictObject({
  access_log: field.filePath.describe("Path of Traefik's access log, in JSON."),
  trusted_proxies: z
    .array(field.cidr)
    .default([])
    .describe(
      "CIDR blocks of the proxies in front of Traefik. The client is the last address of X-Forwarded-For that isn't one " +
        "of them. Default: [].",
    ),
});

export const exporterProbeSchema = z.strictObject({
  interval: field.duration.default("1h").describe("How often certificates are looked at."),
  timeout: field.duration.default("5s").describe("How long one may take."),
});

export const exporterMetricsSchema = z.strictObject({
  client_tracking: z
    .boolean()
    .default(true)
    .describe("Whether clients are counted each by address. Without it all of a zone are other@<zone>."),
  domain_mapping: z
    .boolean()
    .default(true)
    .describe("Whether it is told to which addresses and categories domains lead (domain_ip_mapping and its like)."),
  zone_analysis: z
    .boolean()
    .default(true)
    .describe("Whether there are metrics of what goes between zones (zone_…, network_…)."),
  device_types: z
    .boolean()
    .default(true)
    .describe(
      "Whether clients have a type of device, from this file and AdGuard Home's tags. Without it all are other.",
    ),
  behaviour: z
    .boolean()
    .exactOptional()
    .describe("Whether clients' behaviour and suspicious patterns are scored. Default: true.")
    .meta({ default: true }),
  behavior: z.boolean().exactOptional().describe("Another spelling of `behaviour`; give one of the two."),
  domains: z
    .enum(["registered", "full"])
    .default("registered")
    .describe(
      "What a domain is: registered (the part that somebody registered: example.co.uk) or full (the whole name).",
    ),
});

export const exporterLimitsSchema = z.strictObject({
  clients: z
    .int()
    .min(1)
    .max(10_000)
    .default(200)
    .describe("How many clients are counted each by address. The rest of a zone is other@<zone>."),
  domains: z.int().min(1).max(100_000).default(200).describe("How many domains have a name. The rest is other."),
  domains_per_client: z
    .int()
    .min(0)
    .max(1000)
    .default(20)
    .describe("How many domains have a name for one client. The rest is other."),
  series: z
    .int()
    .min(1000)
    .max(1_000_000)
    .default(20_000)
    .describe("How many series there are at most. What would be beyond is counted as dropped."),
  client_expiry: field.duration
    .default("1h")
    .describe("After how long without an event a client, and what ties it to domains and services, ends."),
  domain_expiry: field.duration.default("24h").describe("After how long without an event a domain ends."),
});

export const exporterSchema = z.strictObject({
  listen: field.listenAddress
    .default(":9617")
    .describe(
      "Address and port at which Prometheus scrapes the exporter: 127.0.0.1:9617, [::1]:9617, or :9617 for all addresses.",
    ),
  tls: exporterTlsSchema
    .prefault({})
    .describe("Files for mutual TLS between Prometheus and the exporter. There is no way to scrape it without."),
  state_file: field.filePath
    .default("/var/lib/homelab-exporter/state")
    .describe(
      "File in which the exporter keeps how far it has read and what it has counted. Its directory must be there.",
    ),
  adguard: adguardSourceSchema
    .exactOptional()
    .describe("AdGuard Home as a source. Default: none, and its metrics are absent."),
  traefik: traefikSourceSchema
    .exactOptional()
    .describe("Traefik's access log as a source. Default: none, and its metrics are absent."),
  probe: exporterProbeSchema
    .prefault({})
    .describe("How the certificates of the infrastructure that has a tls_port are looked at."),
  metrics: exporterMetricsSchema.prefault({}).describe("What is counted."),
  limits: exporterLimitsSchema.prefault({}).describe("How much is counted at most."),
  log_level: z
    .enum(logLevels)
    .default("info")
    .describe(`What is written to its log at least: ${logLevels.join(", ")}.`),
});
