import { describe, expect, it } from "vitest";
import { print, rateInterval, variable } from "../../src/promql/index.js";
import {
  clientActivity,
  infrastructureRate,
  listedEntities,
  routedRate,
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
const part = (name: string, kind: "proxy" | "dns" | "other") => ({
  name,
  title: name,
  kind,
  zone: "home",
  host: `${name}.lab`,
});
const text = ({ expression }: { readonly expression: Parameters<typeof print>[0] }) => print(expression);

describe("the rate of the infrastructure", () => {
  const lab = { infrastructure: [part("traefik", "proxy"), part("$1", "dns")] };

  it("counts requests of Traefik and queries of AdGuard Home under their names", () => {
    expect(text(infrastructureRate(scope, lab, "proxy"))).toBe(
      'label_replace(sum(rate(traefik_requests_total{client_zone=~`${zone:regex}`}[$__rate_interval])), "name", "traefik", "", "")',
    );
    // The name is no reference to a group of the pattern.
    expect(text(infrastructureRate(scope, lab, "dns"))).toContain(String.raw`"name", "\x24$1", "", ""`);
  });

  it("counts server errors and timeouts as failed", () => {
    expect(text(infrastructureRate(scope, lab, "proxy", "failed"))).toContain('traefik_requests_total{code=~"5..",');
    expect(text(infrastructureRate(scope, lab, "dns", "failed"))).toContain(
      'service_type="dns", state=~"failed|timeout"',
    );
  });

  it("is a query without series for a kind that the lab lacks", () => {
    const none = { infrastructure: [part("switch", "other")] };
    expect(text(infrastructureRate(scope, none, "proxy"))).toBe('label_replace(vector(0) > 0, "name", "", "", "")');
  });

  it("takes the names of routed parts and their jobs from the info metric, and leaves out the scraper", () => {
    expect(text(routedRate(scope))).toContain(
      'group_left (name) group by (service, name) (homelab_infrastructure_info{service!=""})',
    );
    expect(text(scrapeState(scope, "prometheus"))).toBe(
      'min by (name) (min by (job) (up) * on (job) group_right () label_join(group by (scrape_job, name) (homelab_infrastructure_info{scrape_job!="", name!="prometheus"}), "job", "", "scrape_job"))',
    );
  });
});

it("the rate of services leaves out routed parts of the infrastructure", () => {
  expect(text(serviceRate(scope))).toContain(
    'unless on (service) group by (service, name) (homelab_infrastructure_info{service!=""})',
  );
});

it("entities carry their texts, and their name under the label of the graph", () => {
  expect(text(listedEntities(scope, "service", "service", ["title"]))).toBe(
    'label_join(group by (name, title) (homelab_topology_info{kind="service"}), "service", "", "name")',
  );
});

it("the activity of clients is the recorded one", () => {
  expect(text(clientActivity(scope))).toBe("zone_client_ip:connections:rate2m{zone=~`${zone:regex}`}");
});
