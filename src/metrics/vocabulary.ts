const threats = ["advertising", "tracking", "malware", "phishing", "adult", "service", "other"] as const;
const protocols = ["http", "dns", "internal"] as const;

/** All values of these labels. */
export const vocabulary = {
  blocked: ["true", "false"],
  zoneType: ["internal", "iot", "guest", "external", "trusted", "infrastructure", "unknown"],
  deviceType: ["server", "desktop", "mobile", "tv", "iot", "network", "other"],
  reason: ["blocklist", "safebrowsing", "parental", "safesearch", "service", "custom"],
  threat: threats,
  severity: ["info", "low", "medium", "high", "critical"],
  behavior: ["volume", "diversity", "night", "failures"],
  pattern: ["generated_name", "tunnel", "beacon", "burst"],
  anomaly: ["volume", "errors", "blocked"],
  protocol: protocols,
  /**
   * dns: established = answered, blocked included; refused = REFUSED; failed = SERVFAIL; timeout = no answer, where a
   * source tells.
   * http: established = 1xx to 4xx except for refused = 401, 403, 429 and closed = 499 (the client disconnected);
   * failed = 5xx except for timeout = 504.
   */
  state: ["established", "refused", "failed", "closed", "timeout"],
  /** The direction from the perspective of the service or the zone. */
  direction: ["in", "out"],
  timeWindow: ["1h", "24h"],
  access: ["dns", "http"],
} as const;
