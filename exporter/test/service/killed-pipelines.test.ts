import { join } from "node:path";
import { expect, it } from "vitest";
import { seededRandom } from "../../../test/simulation/random.js";
import { queries } from "../logs/queries.js";
import { requests } from "../logs/requests.js";
import { Increments, parseExposition } from "../restart/increments.js";
import { scratchDirectory } from "../scratch-directory.js";
import { startPipelines, type Events, type Limits } from "./simulated-scrapes.js";

const start = 1_736_150_400;
const seconds = 3600;

/** Series are evicted and expire all the time. */
const tight: Limits = {
  clients: 4,
  domains: 20,
  domains_per_client: 3,
  series: 200_000,
  client_expiry: "1m",
  domain_expiry: "3m",
};

/** The events at even times, since those of the generators follow the hours of a day. */
const spread = <Event extends { readonly time: number }>(made: Iterable<Event>): readonly Event[] => {
  const all = [...made];
  return all.map((event, index) => ({ ...event, time: Math.floor(1000 * (start + (seconds * index) / all.length)) }));
};

const events: Events = {
  requests: spread(requests({ seed: 1, count: 500, clients: 8 })),
  queries: spread(queries({ seed: 2, count: 1000, clients: 8, names: 60 })),
};

const ofLogs = (series: readonly string[]) => series.filter((one) => !/^(homelab_exporter|process)_/.test(one));

it("the increases of all series are the events, and none begins with another value than 0, whatever kills there are", async () => {
  const random = seededRandom(3);
  const path = join(scratchDirectory(), "state");
  let pipelines = await startPipelines(events, start, path, tight);
  const increments = new Increments();
  let now = start;
  let dropped = "";
  const scrape = async (step: number) => {
    now += step;
    const body = await pipelines.scrapeAt(now);
    increments.addScrape(parseExposition(body));
    dropped = [...body.matchAll(/^homelab_exporter_series_dropped_total.* (\d+)$/gm)]
      .map(([, count]) => count)
      .join(" ");
  };
  await scrape(1);
  while (now < start + seconds) {
    const chance = random.unit();
    if (chance < 0.1) pipelines = await pipelines.killAndStart();
    else if (chance < 0.25) await pipelines.scrapeAt((now += 3 * random.unit()), false);
    else if (chance < 0.3) await pipelines.checkpoint();
    else await scrape(30 * random.unit());
  }
  // Finally all series expire, one life after the other.
  for (let count = 0; count < 100; count++) await scrape(15);
  await pipelines.stop();

  for (const name of [
    "adguard_dns_queries_total",
    "adguard_client_requests_total",
    "adguard_client_domain_frequency",
    "adguard_network_zone_traffic",
    "adguard_dns_query_duration_seconds_count",
    "adguard_dns_query_duration_seconds_bucket +Inf",
  ])
    expect(increments.totals.get(name), `${name}, dropped: ${dropped}`).toBe(events.queries.length);
  const accesses = events.queries.length + events.requests.filter(({ host }) => host !== "").length;
  expect(increments.totals.get("domain_access_total")).toBe(accesses);
  expect(ofLogs(increments.resets)).toEqual([]);
  expect(ofLogs(increments.unseen)).toEqual([]);
});
