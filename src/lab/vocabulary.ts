/** What kind of place a zone is. `unknown` is where addresses of no zone are. */
export const zoneTypes = ["internal", "iot", "guest", "external", "trusted", "infrastructure"] as const;

/** What kind of thing a client is. */
export const deviceTypes = ["server", "desktop", "mobile", "tv", "iot", "network", "other"] as const;

/** What a part of the infrastructure does. */
export const infrastructureKinds = ["proxy", "dns", "metrics", "dashboards", "exporter", "other"] as const;

/** What a filter list is against; the words of the metrics' threat types. */
export const filterCategories = [
  "advertising",
  "tracking",
  "malware",
  "phishing",
  "adult",
  "service",
  "other",
] as const;

/** What is written to the exporter's log, from what matters most. */
export const logLevels = ["error", "warn", "info", "debug"] as const;
