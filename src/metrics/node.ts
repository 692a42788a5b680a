import type { MetricDefinition } from "./definition.js";

/** Node exporter: CPU, memory, file systems, disks and network of the host. */
export const nodeMetrics = {
  node_cpu_seconds_total: {
    type: "counter",
    unit: "seconds",
    labels: ["cpu", "mode"],
    sources: ["node"],
    help: "Time that a processor spent in a mode.",
  },
  node_memory_MemTotal_bytes: {
    type: "gauge",
    unit: "bytes",
    labels: [],
    sources: ["node"],
    help: "Memory of the host.",
  },
  node_memory_MemAvailable_bytes: {
    type: "gauge",
    unit: "bytes",
    labels: [],
    sources: ["node"],
    help: "Memory that programs can still get without swapping.",
  },
  node_filesystem_size_bytes: {
    type: "gauge",
    unit: "bytes",
    labels: ["device", "fstype", "mountpoint"],
    sources: ["node"],
    help: "Size of a file system.",
  },
  node_network_receive_bytes_total: {
    type: "counter",
    unit: "bytes",
    labels: ["device"],
    sources: ["node"],
    help: "Bytes that a network device received.",
  },
  node_network_transmit_bytes_total: {
    type: "counter",
    unit: "bytes",
    labels: ["device"],
    sources: ["node"],
    help: "Bytes that a network device sent.",
  },
  node_filesystem_avail_bytes: {
    type: "gauge",
    unit: "bytes",
    labels: ["device", "fstype", "mountpoint"],
    sources: ["node"],
    help: "Space of a file system that programs can still fill.",
  },
  node_disk_read_bytes_total: {
    type: "counter",
    unit: "bytes",
    labels: ["device"],
    sources: ["node"],
    help: "Bytes read from a disk.",
  },
  node_disk_written_bytes_total: {
    type: "counter",
    unit: "bytes",
    labels: ["device"],
    sources: ["node"],
    help: "Bytes written to a disk.",
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
