/** Types of zones. `unknown`, the zone of addresses in no zone, is none of them. */
export const zoneTypes = ["internal", "iot", "guest", "external", "trusted", "infrastructure"] as const;

/** Forms of the IPv6 clients of a zone. */
export const ipv6ClientForms = ["address", "prefix"] as const;

/** Types of clients. */
export const deviceTypes = ["server", "desktop", "mobile", "tv", "iot", "network", "other"] as const;

/** Kinds of infrastructure. */
export const infrastructureKinds = ["proxy", "dns", "metrics", "dashboards", "exporter", "other"] as const;

/** Categories of filter lists: the threat types of the metrics. */
export const filterCategories = [
  "advertising",
  "tracking",
  "malware",
  "phishing",
  "adult",
  "service",
  "other",
] as const;

/** Levels of the exporter's log, the most severe first. */
export const logLevels = ["error", "warn", "info", "debug"] as const;

/** Protocols over which DNS servers are probed. */
export const dnsProbeProtocols = ["udp", "tcp", "tls"] as const;
