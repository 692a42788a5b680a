import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveHistory, type ServedHistory } from "./history.js";
import { simulationLength, simulationStart } from "./network.js";
import { samplesAt, type ScrapeOptions } from "./scrape.js";

const end = simulationStart + simulationLength;
const interval = 15;
/** The exporter's last answer; the first failed scrape is an interval later. */
const lastAnswer = end - 360;
const job = "adguard-exporter";
const own = (name: string) => name !== "up" && !name.startsWith("scrape_");

const serve = (scrape: ScrapeOptions) =>
  serveHistory({
    simulation: { requestsPerSecond: 0.5, queriesPerSecond: 0.5 },
    scrape: { ...scrape, silent: [{ job, from: lastAnswer, to: end }] },
  });

async function countAt({ prometheus }: ServedHistory, selector: string, at: number): Promise<number> {
  const { series } = await prometheus.client.instant(`count(${selector})`, at);
  return series[0]?.points[0]?.[1] ?? 0;
}

const ofExporter = `{job="${job}", __name__!~"up|scrape_.*"}`;

describe.each(["marked", "lasting"] as const)("a source that stopped six minutes ago, its series %s", (endings) => {
  let history: ServedHistory;
  beforeAll(async () => {
    history = await serve({ endings });
  });
  afterAll(() => history?.stop());

  const exported = () => history.series.filter(({ name, labels }) => labels["job"] === job && own(name));
  const recordedAt = (at: number) =>
    [...new Set(exported().map(({ name }) => name))].flatMap((name) => samplesAt(exported(), name, at)).length;

  it("is complete until the first failed scrape", async () => {
    const { length } = exported();
    expect(length).toBeGreaterThan(500);
    const count = await countAt(history, ofExporter, lastAnswer + interval - 1);
    expect(count).toBe(recordedAt(lastAnswer + interval - 1));
    expect(count).toBeGreaterThan(length / 2);
  });

  it(endings === "marked" ? "is gone from then on" : "is gone five minutes after its last answer", async () => {
    const lasts = endings === "marked" ? interval - 1 : 299;
    expect(await countAt(history, ofExporter, lastAnswer + lasts)).toBe(recordedAt(lastAnswer));
    expect(await countAt(history, ofExporter, lastAnswer + lasts + 2)).toBe(0);
    expect(recordedAt(lastAnswer + lasts + 2)).toBe(0);
  });

  it("has `up` at 0 for the silent job alone", async () => {
    expect(await countAt(history, `up{job="${job}"} == 1`, lastAnswer)).toBe(1);
    for (const at of [lastAnswer + interval, end]) {
      expect(await countAt(history, `up{job="${job}"} == 0`, at)).toBe(1);
      expect(await countAt(history, "up == 1", at)).toBe(3);
      expect(await countAt(history, `{job="traefik"}`, at)).toBeGreaterThan(5);
    }
  });

  it("has the earlier days unchanged", async () => {
    const { client } = history.prometheus;
    const { series } = await client.instant("count_over_time(tls_certificate_not_after[1h])", simulationStart - 86_400);
    const probed = history.long.filter(({ name }) => name === "tls_certificate_not_after");
    expect(probed.length).toBeGreaterThan(1);
    expect(series.map(({ points }) => points[0]?.[1])).toEqual(probed.map(() => 16));
  });

  it(`an alert's states ${endings === "marked" ? "follow each other" : "overlap"}`, async () => {
    const alert = history.simulation.alerts[0];
    const fires = Math.ceil(((alert?.from ?? 0) + (alert?.pending ?? 0)) / interval) * interval;
    const states = await history.prometheus.client.instant(`ALERTS{alertname="${alert?.alertname}"}`, fires);
    expect(states.series.map(({ labels }) => labels["alertstate"]).toSorted()).toEqual(
      endings === "marked" ? ["firing"] : ["firing", "pending"],
    );
  });
});
