import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { findPrometheus } from "../../../test/prometheus/binary.js";
import { rejectionReasons } from "../../src/events.js";
import { gapReasons } from "../../src/source.js";
import { createSelfMetrics } from "../../src/telemetry/self-metrics.js";
import { expose } from "../../src/registry/exposition.js";

/** Self-metrics whose clock can be advanced and whose reports are recorded. */
function createTestMetrics() {
  let time = 1_000_000_000_000;
  const reports: unknown[] = [];
  const self = createSelfMetrics("1.2.3", {
    configured: ["access-log", "probe"],
    now: () => time,
    onStatusChange: (...report) => reports.push(report),
    onGap: (...report) => reports.push(report),
  });
  const text = () => [...expose([self.registry])].join("");
  return { self, text, reports, advance: (milliseconds: number) => (time += milliseconds) };
}

const stats = { unreadBytes: 7, series: 10, samples: 100, samplesLimit: 1000, dropped: 0 };

describe("self-metrics", () => {
  it("start with sources that are down and counters of 0", () => {
    const { self, text } = createTestMetrics();
    self.source("access-log");
    self.refresh(false, {});
    expect(text()).toContain('homelab_source_up{source="access-log"} 0\n');
    expect(text()).not.toContain('homelab_source_up{source="query-log"}');
    for (const [source, is] of Object.entries({ "access-log": 1, "query-log": 0, "adguard-api": 0, probe: 1 }))
      expect(text()).toContain(`homelab_exporter_source_configured{source="${source}"} ${is}\n`);
    expect(text()).toContain("homelab_exporter_ready 0\n");
    expect(text()).toContain('homelab_exporter_build_info{version="1.2.3"} 1\n');
    expect(text()).toContain('homelab_exporter_connections_refused_total{reason="name"} 0\n');
  });

  it("expose rejections and gaps of a log as 0 at first, so that increase() sees the first one", () => {
    const { self, text } = createTestMetrics();
    for (const name of ["query-log", "probe"] as const) self.source(name);
    self.refresh(false, {});
    for (const reason of rejectionReasons)
      expect(text()).toContain(`homelab_exporter_refused_total{source="query-log",reason="${reason}"} 0\n`);
    for (const loss of gapReasons)
      expect(text()).toContain(`homelab_exporter_lost_total{source="query-log",loss="${loss}"} 0\n`);
    expect(text()).not.toContain('refused_total{source="probe"');
    expect(text()).not.toContain('refused_total{source="adguard-api"');
    self.source("adguard-api");
    expect(text()).toContain('homelab_exporter_refused_total{source="adguard-api",reason="implausible"} 0\n');
  });

  it("count events, rejections, gaps and drops by source", () => {
    const { self, text, reports } = createTestMetrics();
    const source = self.source("access-log");
    expect(self.source("access-log")).toBe(source);
    source.eventCounted(999_999_999_000);
    source.eventCounted(999_999_998_000);
    source.rejected("not-json");
    source.rejected("not-json");
    source.gap("cut-off");
    self.refresh(true, { "access-log": { ...stats, dropped: 3 } });
    self.refresh(true, { "access-log": { ...stats, dropped: 5 } });
    for (const line of [
      'homelab_exporter_events_total{source="access-log"} 2',
      'homelab_exporter_refused_total{source="access-log",reason="not-json"} 2',
      'homelab_exporter_lost_total{source="access-log",loss="cut-off"} 1',
      'homelab_exporter_lag_seconds{source="access-log"} 2',
      'homelab_exporter_last_event_timestamp_seconds{source="access-log"} 999999998',
      'homelab_exporter_behind_bytes{source="access-log"} 7',
      'homelab_exporter_series{source="access-log"} 10',
      'homelab_exporter_samples{source="access-log"} 100',
      'homelab_exporter_samples_limit{source="access-log"} 1000',
      'homelab_exporter_series_dropped_total{source="access-log"} 5',
      "homelab_exporter_ready 1",
    ])
      expect(text().split("\n")).toContain(line);
    expect(reports).toEqual([["access-log", "cut-off"]]);
  });

  it("have the status of a source and its last success, and report changes", () => {
    const { self, text, reports, advance } = createTestMetrics();
    const source = self.source("adguard-api");
    expect(source.isUp).toBe(false);
    source.status(undefined);
    source.status(undefined);
    expect(source.isUp).toBe(true);
    expect(text()).toContain('homelab_source_up{source="adguard-api"} 1\n');
    advance(60_000);
    source.status("it doesn't answer");
    expect(text()).toContain('homelab_source_up{source="adguard-api"} 0\n');
    expect(text()).toContain('homelab_exporter_last_success_timestamp_seconds{source="adguard-api"} 1000000000\n');
    expect(reports).toEqual([
      ["adguard-api", undefined],
      ["adguard-api", "it doesn't answer"],
    ]);
  });

  it("count saves and refused connections, and have the memory of the process", () => {
    const { self, text } = createTestMetrics();
    self.stateSaved("written");
    self.stateSaved("failed");
    self.connectionRefused("handshake");
    self.refresh(true, {});
    expect(text()).toContain('homelab_exporter_state_saves_total{outcome="failed"} 1\n');
    expect(text()).toContain("homelab_exporter_state_saved_timestamp_seconds 1000000000\n");
    expect(text()).toContain('homelab_exporter_connections_refused_total{reason="handshake"} 1\n');
    expect(text()).toMatch(/^process_resident_memory_bytes \d{7,}$/m);
    expect(text()).toMatch(/^process_cpu_seconds_total [\d.]+$/m);
  });

  it("pass promtool", async () => {
    const { self, text } = createTestMetrics();
    const source = self.source("query-log");
    source.eventCounted(1);
    source.rejected("answer");
    source.gap("clock");
    source.status(undefined);
    self.stateSaved("written");
    self.refresh(true, { "query-log": stats });
    const { promtool } = await findPrometheus();
    const { stdout, stderr, status } = spawnSync(promtool, ["check", "metrics"], { input: text(), encoding: "utf8" });
    expect(`${stdout}${stderr}`).toBe("");
    expect(status).toBe(0);
  });
});
