import type { MetricDefinition } from "./definition.js";

/** What recording rules compute: `level:metric:operations`. */
export const recordedMetrics = {
  "zone_client_ip_title_type:connections:rate2m": {
    type: "gauge",
    unit: "connections",
    labels: ["zone", "client_ip", "title", "type"],
    instances: false,
    sources: ["rule"],
    help: "Requests and DNS queries per second of a client, over two minutes, with its title and kind of device.",
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
