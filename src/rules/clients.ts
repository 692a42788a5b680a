/** What graphs ask of every client in many queries, recorded once. */
import type { Lab } from "../lab/index.js";
import { activitySteps, type Scope } from "../queries/index.js";
import { recording, ruleTests, seriesText, type NamedRules } from "./model.js";

const name = "clients";
const record = "zone_client_ip:connections:rate2m";

/** The activity of clients with their titles, as `clientActivity` reads it. */
export const clientRules = (lab: Pick<Lab, "sources">): NamedRules => {
  const scope: Scope = { filters: [], window: "2m", shift: {}, sources: lab.sources };
  const rules = Object.entries(activitySteps(scope)).map(([step, expression]) => recording(step, expression));
  return { name, rules: { groups: [{ name, interval: "30s", rules }] }, tests };
};

const instance = { job: "exporter", instance: "exporter:9100" } as const;
const phone = { client_ip: "192.0.2.7" } as const;
const unnamed = { client_ip: "192.0.2.8" } as const;

const recorded = (labels: Readonly<Record<string, string>>, value: number) => ({
  labels: seriesText(record, labels),
  value,
});

const counter = (metric: string, labels: Readonly<Record<string, string>>, perStep: number) => ({
  series: seriesText(metric, { ...labels, ...instance }),
  values: `0+${String(perStep)}x40`,
});

/** A phone with a title asks both; a device that nobody named, in a zone without a title, sends queries alone; another one is silent. */
const tests = ruleTests(
  name,
  [
    counter("traefik_requests_total", { ...phone, client_zone: "home", service: "memos@docker", code: "200" }, 30),
    counter("traefik_requests_total", { ...phone, client_zone: "home", service: "draw@docker", code: "500" }, 15),
    counter("adguard_client_requests_total", { ...phone, network_zone: "home", device_type: "mobile" }, 15),
    counter("adguard_client_requests_total", { ...unnamed, network_zone: "guests", device_type: "other" }, 6),
    counter("adguard_client_requests_total", { client_ip: "192.0.2.9", network_zone: "home" }, 0),
    {
      series: seriesText("homelab_entity_info", {
        ...instance,
        kind: "client",
        name: phone.client_ip,
        title: "Phone",
        zone: "home",
      }),
      values: "1x40",
    },
    {
      series: seriesText("homelab_topology_info", {
        ...instance,
        kind: "zone",
        name: "home",
        title: "Home network",
        zone: "Home network",
        type: "internal",
      }),
      values: "1x40",
    },
    {
      series: seriesText("client_zone_mapping", {
        ...instance,
        ...phone,
        zone_name: "home",
        zone_type: "internal",
        device_category: "mobile",
      }),
      values: "1x40",
    },
  ],
  [
    {
      expr: record,
      exp_samples: [
        recorded({ ...phone, zone: "home", zone_title: "Home network", title: "Phone", type: "mobile" }, 2),
        recorded({ ...unnamed, zone: "guests", zone_title: "guests", title: "192.0.2.8" }, 0.2),
        recorded({ client_ip: "192.0.2.9", zone: "home", zone_title: "Home network", title: "192.0.2.9" }, 0),
      ],
    },
  ],
);
