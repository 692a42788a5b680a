import type { DnsQuery, HttpRequest } from "../events.js";
import { own, phase, withOptional, type Exposure } from "../exposure.js";
import { addressesAt, knownDomains, type Simulation } from "../network.js";
import { combined, counterSource, gaugeSource, reading, type Source } from "../source.js";
import { behaviourScore } from "./adguard.js";
import { distinct, slidingCounts } from "./grouping.js";

const windows = { "1h": 3600, "24h": 86_400 } as const;

/** The exporter's metrics of the family domain, from both logs. */
export function logsDomain(simulation: Simulation, exposure: Exposure): Source {
  const requests = own(simulation.requests, exposure);
  const queries = own(simulation.queries, exposure);
  const http = counterSource<HttpRequest>(
    requests,
    [
      {
        family: "domain_access_total",
        labels: ({ host, client, zone }) => ({
          domain: host,
          client_ip: client,
          client_zone: zone,
          access_type: "http",
          blocked: "false",
        }),
      },
    ],
    exposure.beforeFirstEvent,
  );
  const dns = counterSource<DnsQuery>(
    queries,
    [
      {
        family: "domain_access_total",
        labels: ({ domain, client, zone, blocked }) => ({
          domain,
          client_ip: client,
          client_zone: zone,
          access_type: "dns",
          blocked: String(blocked),
        }),
      },
    ],
    exposure.beforeFirstEvent,
  );
  const pair = ({ client, domain }: DnsQuery) => ({ client_ip: client, domain });
  const pairs = distinct(queries, pair);
  const clients = distinct(queries, ({ client }) => ({ client_ip: client }));
  const suspicious = pairs.filter(({ domain }) => domain === "evil.example");
  const counts = Object.entries(windows).map(([window, seconds]) =>
    slidingCounts(queries, (query) => ({ ...pair(query), time_window: window }), seconds),
  );
  const gauges = gaugeSource(function* (at) {
    const moment = phase(simulation, at);
    for (const inWindow of counts) {
      for (const { labels, count } of inWindow(at)) {
        yield reading("client_domain_frequency", withOptional(exposure, labels, { access_count: moment }), count);
      }
    }
    for (const known of knownDomains) {
      const { domain, blocked, threatLevel } = known;
      for (const address of addressesAt(simulation, known, at)) {
        const labels = { domain, resolved_ip: address, resolution_source: "upstream" };
        yield reading("domain_ip_mapping", withOptional(exposure, labels, { ttl: moment }), 1);
      }
      if (blocked === undefined || threatLevel === "none") continue;
      const labels = { domain, threat_category: blocked.threat };
      const confidence = threatLevel === "high" ? 0.9 : 0.5;
      yield reading(
        "threat_intelligence_mapping",
        withOptional(exposure, labels, { confidence_score: moment }),
        confidence,
      );
    }
    for (const labels of suspicious) {
      const all = withOptional(exposure, { ...labels, pattern_type: "beacon", severity: "high" }, { score: moment });
      yield reading("suspicious_pattern_score", all, behaviourScore(labels["client_ip"] ?? "", "beacon"));
    }
    for (const labels of clients) {
      const all = withOptional(
        exposure,
        { ...labels, behavior_type: "diversity" },
        { frequency: moment, anomaly_score: moment },
      );
      yield reading("client_behavior_profile", all, behaviourScore(labels["client_ip"] ?? "", "diversity"));
    }
  });
  return combined([http, dns, gauges]);
}
