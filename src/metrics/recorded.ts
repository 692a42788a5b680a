import type { MetricDefinition } from "./definition.js";

/** What recording rules compute: `level:metric:operations`. */
export const recordedMetrics = {
  "zone_client_ip:connections:rate2m": {
    type: "gauge",
    unit: "connections",
    labels: ["zone", "client_ip", "title", "type", "zone_title"],
    instances: false,
    sources: ["rule"],
    help: "Requests and DNS queries per second of a client, over two minutes, with its title, its kind of device and the title of its zone.",
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
