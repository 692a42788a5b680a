import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Selection } from "../grafana-client/variables.js";
import { oddLab, oddServiceNames, servedNames } from "../simulation/lab.js";
import { storyStart } from "../simulation/network.js";
import { writtenLab } from "./lab.js";
import { openLaboratory, type Laboratory } from "./laboratory.js";

/*
 * What the variables of Service Performance offer, asked of a real Prometheus.
 */

const short = { end: storyStart + 900, requestsPerSecond: 2, queriesPerSecond: 1 };

const choices = async (laboratory: Laboratory, selection?: Selection): Promise<Record<string, readonly string[]>> => {
  const { variables } = await laboratory.look("homelab-services", selection);
  return Object.fromEntries(variables.map(({ name, options }) => [name, options.map(({ value }) => value)]));
};

describe("with odd names", () => {
  let laboratory: Laboratory;
  beforeAll(async () => {
    laboratory = await openLaboratory(writtenLab(oddLab), { simulation: short, scrape: { days: 0 } });
  });
  afterAll(async () => laboratory?.[Symbol.asyncDispose]());

  it("offers every zone, service and host, those that nobody configured included", async () => {
    const offered = await choices(laboratory);
    const zones = new Set(laboratory.history.simulation.requests.map(({ zone }) => zone));
    expect(new Set(offered["zone"])).toEqual(new Set([...oddLab.zones.map(({ name }) => name), ...zones]));
    expect(offered["zone"]).toContain("unknown");
    expect(offered["zone"]).toContain("gäste-wlan");
    expect(new Set(offered["service"])).toEqual(new Set(servedNames(oddLab)));
    expect(offered["service"]).toEqual(expect.arrayContaining([...oddServiceNames]));
    expect(offered["instance"]).toEqual(["node-exporter.lab:9100"]);
  });

  it("lets the backend follow the service", async () => {
    expect((await choices(laboratory, { service: ["photos@file"] }))["backend"]?.toSorted()).toEqual([
      "photos-a@docker",
      "photos-b@docker",
    ]);
    for (const service of oddServiceNames) {
      expect((await choices(laboratory, { service: [service] }))["backend"]).toEqual([service]);
    }
    expect((await choices(laboratory))["backend"]).toHaveLength(servedNames(oddLab).length + 1);
  });
});

describe.each(["traefik", "adguard", "node", "rules"] as const)("without %s", (family) => {
  it("no variable is empty", async () => {
    await using laboratory = await openLaboratory(writtenLab(), {
      simulation: short,
      scrape: { days: 0, without: [family] },
    });
    const offered = await choices(laboratory);
    for (const [name, values] of Object.entries(offered)) expect(values, name).not.toEqual([]);
  });
});
