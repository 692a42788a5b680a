import { describe, expect, it } from "vitest";
import { AccessLedger } from "../../src/ledger/access-ledger.js";
import { allGroups } from "../../src/ledger/limits.js";
import { QueryLedger } from "../../src/ledger/query-ledger.js";
import { queries } from "../logs/queries.js";
import { requests } from "../logs/requests.js";
import { countQueries, countRequests } from "./plain-counting.js";
import { keyOf, network, samplesOf, textOf, unlimited, type Plain, type Sample } from "./samples.js";

const counted = /(_total|_bucket|_sum|_count|_frequency|_zone_traffic|_distribution|_flow_bytes)$/u;

/** What differs, a line each. */
function differences(samples: readonly Sample[], { counts }: Plain): string[] {
  const figures = new Map(
    samples
      .filter(({ name, labels }) => counted.test(name) && labels["time_window"] === undefined)
      .map((sample) => [keyOf(sample), sample.value]),
  );
  const found = [...counts]
    .filter(([key, count]) => Math.abs((figures.get(key) ?? NaN) - count) > 1e-9 * count || !figures.has(key))
    .map(([key, count]) => `${key} is ${figures.get(key)}, expected ${count}`);
  return [...found, ...[...figures.keys()].filter((key) => !counts.has(key)).map((key) => `${key} isn't expected`)];
}

describe("without bounds, every count is what plain counting gives", () => {
  it.each([1, 2, 3])("of queries (%i)", (seed) => {
    const options = { seed, count: 4000, clients: 30, names: 300 };
    const ledger = new QueryLedger(network, unlimited, allGroups);
    for (const event of queries(options)) ledger.take(event);
    expect(differences(samplesOf(textOf(ledger.store)), countQueries(queries(options))).slice(0, 5)).toEqual([]);
    expect(ledger.store.dropped).toBe(0);
  });

  it.each([1, 2, 3])("of requests (%i)", (seed) => {
    const options = { seed, count: 4000, clients: 30 };
    const ledger = new AccessLedger(network, unlimited, allGroups);
    for (const event of requests(options)) ledger.take(event);
    expect(differences(samplesOf(textOf(ledger.store)), countRequests(requests(options))).slice(0, 5)).toEqual([]);
    expect(ledger.store.dropped).toBe(0);
  });
});
