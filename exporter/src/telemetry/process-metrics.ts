import { readFileSync } from "node:fs";
import type { Registry } from "../registry/registry.js";
import { families } from "./families.js";

/** Anonymous memory of this process in bytes, as Linux tells it; undefined elsewhere. */
function anonymousMemory(): number | undefined {
  try {
    const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

/** What every process says of itself; what it returns brings it to the present. */
export function createProcessMetrics(store: Registry): () => void {
  const resident = store.gauge("process_resident_memory_bytes", families.process_resident_memory_bytes);
  const anonymous = store.gauge(
    "homelab_exporter_anonymous_memory_bytes",
    families.homelab_exporter_anonymous_memory_bytes,
  );
  const start = store.gauge("process_start_time_seconds", families.process_start_time_seconds);
  const worked = store.counter("process_cpu_seconds_total", families.process_cpu_seconds_total);
  start.set(Date.now() / 1000 - process.uptime());
  let told = 0;
  return () => {
    resident.set(process.memoryUsage.rss());
    const memory = anonymousMemory();
    if (memory !== undefined) anonymous.set(memory);
    const { user, system } = process.cpuUsage();
    const seconds = (user + system) / 1e6;
    worked.add(Math.max(0, seconds - told));
    told = seconds;
  };
}
