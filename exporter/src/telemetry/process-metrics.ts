import { readFileSync } from "node:fs";
import type { Registry } from "../registry/registry.js";
import { families } from "./families.js";

/** Registers the metrics of the process. Returns a function that updates them for a scrape. */
export function createProcessMetrics(registry: Registry): () => void {
  const resident = registry.gauge("process_resident_memory_bytes", families.process_resident_memory_bytes);
  const anonymous = registry.gauge(
    "homelab_exporter_anonymous_memory_bytes",
    families.homelab_exporter_anonymous_memory_bytes,
  );
  const start = registry.gauge("process_start_time_seconds", families.process_start_time_seconds);
  const cpu = registry.counter("process_cpu_seconds_total", families.process_cpu_seconds_total);
  start.set(Date.now() / 1000 - process.uptime());
  let reportedSeconds = 0;
  return () => {
    resident.set(process.memoryUsage.rss());
    const memory = anonymousMemory();
    if (memory !== undefined) anonymous.set(memory);
    const { user, system } = process.cpuUsage();
    const seconds = (user + system) / 1e6;
    cpu.add(Math.max(0, seconds - reportedSeconds));
    reportedSeconds = seconds;
  };
}

/** Anonymous memory of this process in bytes; undefined on other systems than Linux. */
function anonymousMemory(): number | undefined {
  try {
    const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
