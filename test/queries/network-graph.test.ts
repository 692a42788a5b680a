import { describe, expect, it } from "vitest";
import { print, rateInterval, variable } from "../../src/promql/index.js";
import {
  entities,
  infrastructureRate,
  scrapeState,
  serviceRate,
  type Filter,
  type Scope,
} from "../../src/queries/index.js";

const scope: Scope<Filter> = {
  filters: [
    { filter: "zone", value: variable("zone") },
    { filter: "backend", value: variable("backend") },
  ],
  window: rateInterval,
  shift: {},
  sources: { traefik: "siblings", adguard: "siblings", zone: "siblings", domain: "siblings" },
};
const part = (name: string, kind: "proxy" | "dns" | "other", more: { service?: string; job?: string } = {}) => ({
  name,
  title: name,
  kind,
  zone: "home",
  host: `${name}.lab`,
  ...more,
});
const text = ({ expression }: { readonly expression: Parameters<typeof print>[0] }) => print(expression);

describe("the rate of the infrastructure", () => {
  it("counts requests of Traefik, queries of AdGuard Home, and requests of routed parts under their names", () => {
    const lab = {
      infrastructure: [part("traefik", "proxy"), part("adguard", "dns"), part("$1", "other", { service: "a.b" })],
    };
    const rate = text(infrastructureRate(scope, lab));
    expect(rate).toContain("sum(rate(traefik_requests_total{client_zone=~`${zone:regex}`}[$__rate_interval]))");
    expect(rate).toContain('sum(rate(zone_connections_total{service_type="dns", source_zone=~`${zone:regex}`}');
    expect(rate).toContain(String.raw`service=~"a\\.b"`);
    // The name is no reference to a group of the pattern.
    expect(rate).toContain(String.raw`"name", "\x24$1", "service", "a\\.b"`);
  });

  it("counts server errors and timeouts as failed", () => {
    const lab = { infrastructure: [part("traefik", "proxy"), part("adguard", "dns")] };
    const failed = text(infrastructureRate(scope, lab, "failed"));
    expect(failed).toContain('traefik_requests_total{code=~"5..",');
    expect(failed).toContain('service_type="dns", state=~"failed|timeout"');
  });

  it("is a query without series if no part has traffic or a job", () => {
    const lab = { infrastructure: [part("switch", "other")] };
    expect(text(infrastructureRate(scope, lab))).toBe('label_replace(vector(0) > 0, "name", "", "", "")');
    expect(text(scrapeState(scope, lab))).toBe('label_replace(vector(0) > 0, "name", "", "", "")');
  });
});

it("the rate of services leaves out routed parts of the infrastructure", () => {
  const lab = { infrastructure: [part("grafana", "other", { service: "grafana@docker" })] };
  expect(text(serviceRate(scope, lab))).toContain('service!~"grafana@docker"');
});

it("entities are those of the metric, and in any case the given names", () => {
  const known =
    'group by (zone) (label_replace(group by (name) (homelab_entity_info{kind="zone"}), "zone", "$1", "name", "(?s)(.*)"))';
  expect(text(entities(scope, "zone", "zone", []))).toBe(known);
  expect(text(entities(scope, "zone", "zone", ["home"]))).toBe(
    `label_replace(vector(1), "zone", "home", "", "") or ${known}`,
  );
});
