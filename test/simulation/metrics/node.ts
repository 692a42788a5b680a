import type { Simulation } from "../network.js";
import { gaugeSource, reading, type Source } from "../source.js";

const cores = 2;
const gibibyte = 2 ** 30;

/** The counters and gauges of a host at a time. */
interface HostState {
  /** Seconds by core and mode. */
  readonly cpu: readonly { readonly cpu: string; readonly mode: string; readonly seconds: number }[];
  readonly memoryTotal: number;
  readonly memoryAvailable: number;
  readonly filesystems: readonly {
    readonly device: string;
    readonly fstype: string;
    readonly mountpoint: string;
    readonly size: number;
    readonly available: number;
  }[];
  readonly disks: readonly { readonly device: string; readonly read: number; readonly written: number }[];
  readonly networks: readonly { readonly device: string; readonly received: number; readonly transmitted: number }[];
}

/** The integral of the load, which has a period of an hour, in seconds of a busy core. */
function busySeconds(elapsed: number, host: number): number {
  const turn = (2 * Math.PI) / 3600;
  const share = 0.15 + 0.1 * host;
  return share * elapsed + (0.1 / turn) * (1 - Math.cos(turn * elapsed));
}

/** The first host runs the services; the second one has a higher load. */
function hostState(simulation: Simulation, host: number, at: number): HostState {
  const elapsed = at - simulation.start + 86_400;
  const cpu = Array.from({ length: cores }, (_, core) => {
    const busy = busySeconds(elapsed, host) * (1 + core / 4);
    const parts = { user: 0.6 * busy, system: 0.25 * busy, iowait: 0.1 * busy, softirq: 0.05 * busy };
    return [...Object.entries(parts), ["idle", elapsed - busy] as const].map(([mode, seconds]) => ({
      cpu: String(core),
      mode,
      seconds,
    }));
  }).flat();
  const wave = Math.sin((2 * Math.PI * elapsed) / 3600);
  return {
    cpu,
    memoryTotal: (4 + 4 * host) * gibibyte,
    memoryAvailable: (1.5 + host + 0.25 * wave) * gibibyte,
    filesystems: [
      { device: "/dev/sda1", fstype: "ext4", mountpoint: "/", size: 64e9, available: 20e9 - 1000 * (elapsed - 86_400) },
      { device: "/dev/sdb1", fstype: "ext4", mountpoint: "/opt/core", size: 256e9, available: (30 - 10 * host) * 1e9 },
      { device: "tmpfs", fstype: "tmpfs", mountpoint: "/run", size: 4e8, available: 3.9e8 },
    ],
    disks: [
      { device: "sda", read: 40_000 * elapsed, written: 90_000 * elapsed + 5e6 * (1 + wave) },
      { device: "sdb", read: 10_000 * elapsed, written: 20_000 * elapsed },
    ],
    networks: [
      { device: "enp3s0", received: 250_000 * elapsed + 1e7 * (1 + wave), transmitted: 400_000 * elapsed },
      { device: "lo", received: 1_000 * elapsed, transmitted: 1_000 * elapsed },
      { device: "docker0", received: 50_000 * elapsed, transmitted: 60_000 * elapsed },
    ],
  };
}

export function nodeExporter(simulation: Simulation, host: number): Source {
  return gaugeSource(function* (at) {
    const state = hostState(simulation, host, at);
    for (const { cpu, mode, seconds } of state.cpu)
      yield reading("node_cpu_seconds_total", { cpu, mode }, seconds, "counter");
    yield reading("node_memory_MemTotal_bytes", {}, state.memoryTotal);
    yield reading("node_memory_MemAvailable_bytes", {}, state.memoryAvailable);
    for (const { size, available, ...labels } of state.filesystems) {
      yield reading("node_filesystem_size_bytes", labels, size);
      yield reading("node_filesystem_avail_bytes", labels, available);
    }
    for (const { device, read, written } of state.disks) {
      yield reading("node_disk_read_bytes_total", { device }, read, "counter");
      yield reading("node_disk_written_bytes_total", { device }, written, "counter");
    }
    for (const { device, received, transmitted } of state.networks) {
      yield reading("node_network_receive_bytes_total", { device }, received, "counter");
      yield reading("node_network_transmit_bytes_total", { device }, transmitted, "counter");
    }
    yield reading("process_resident_memory_bytes", {}, 20e6);
  });
}
