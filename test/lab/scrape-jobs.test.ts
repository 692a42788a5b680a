import { describe, expect, it } from "vitest";
import { defaultLab, exporterInterval, type Lab } from "../../src/lab/index.js";

type Part = Lab["infrastructure"][number];

const part = (name: string, settings: Partial<Part>): Part => ({
  name,
  title: name,
  kind: "exporter",
  host: "part.lab",
  zone: "underlay_network",
  job: name,
  ...settings,
});

const seconds = (...infrastructure: readonly Part[]) =>
  exporterInterval({ infrastructure: [...infrastructure] }) / 1000;
const nas = part("nas", { scrape_interval: "1h" });

describe("exporterInterval", () => {
  it("takes the part that is called like the exporter, by its name or its job", () => {
    const other = part("other", { scrape_interval: "45s" });
    expect(seconds(nas, other, part("homelab-exporter", { scrape_interval: "15s" }))).toBe(15);
    expect(seconds(nas, other, part("logs", { job: "homelab_exporter", scrape_interval: "20s" }))).toBe(20);
    expect(exporterInterval(defaultLab) / 1000).toBe(15);
    const another = part("adguard-exporter", { scrape_interval: "50s" });
    expect(seconds(another, part("homelab-exporter", { scrape_interval: "15s" }))).toBe(15);
  });

  it("takes the slowest exporter that may be it where none is called so, and no slow job", () => {
    const exporters = [part("a", { scrape_interval: "15s" }), part("b", { scrape_interval: "30s" })];
    expect(seconds(...exporters, nas)).toBe(30);
    expect(seconds(...exporters, part("c", { kind: "other", scrape_interval: "50s" }))).toBe(30);
  });

  it("takes Prometheus's default without an interval and without such a part", () => {
    expect(seconds(part("homelab-exporter", {}))).toBe(60);
    expect(seconds(nas)).toBe(60);
    expect(seconds()).toBe(60);
  });
});
