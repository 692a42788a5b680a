import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createUnlistedNetworks } from "../../src/network/unlisted-networks.js";
import { createAnonymizationWarning } from "../../src/service/anonymization-warning.js";
import { reportUnlistedNetworks } from "../../src/service/unlisted-networks.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A log that collects the fields of its warnings. */
function recordingLog() {
  const warnings: unknown[] = [];
  return { warnings, warn: (_: string, fields?: unknown) => void warnings.push(fields) };
}

describe("the warning of networks without a zone", () => {
  it("names each once, some at a time, and the last ones at the end", async () => {
    const { warnings, warn } = recordingLog();
    const networks = createUnlistedNetworks();
    const ending = new AbortController();
    const done = reportUnlistedNetworks(networks, { warn }, ending.signal);
    for (let index = 0; index < 10; index++) networks.add(`10.0.${index}.0/24`);
    await vi.advanceTimersByTimeAsync(14_000);
    expect(warnings).toEqual([]);
    await vi.advanceTimersByTimeAsync(61_000);
    const first = Array.from({ length: 8 }, (_, index) => `10.0.${index}.0/24`).join(", ");
    expect(warnings).toEqual([{ networks: first }, { networks: "10.0.8.0/24, 10.0.9.0/24" }]);
    networks.add("10.0.3.0/24");
    for (let index = 0; index < 9; index++) networks.add(`172.${index + 16}.0.0/16`);
    ending.abort();
    await done;
    expect(warnings.slice(2)).toEqual([
      { networks: expect.stringMatching(/^172\.16\.0\.0\/16, .*172\.23\.0\.0\/16$/) as unknown },
      { networks: "172.24.0.0/16" },
    ]);
  });
});

describe("the warning of anonymized clients", () => {
  it("is given once each time that AdGuard Home begins to anonymize", () => {
    const { warnings, warn } = recordingLog();
    const warnIfAnonymized = createAnonymizationWarning({ warn });
    const metadata = { clients: [], filterLists: [] };
    const counts = [false, true, true, false, true, true].map((anonymizesClients) => {
      warnIfAnonymized({ ...metadata, anonymizesClients });
      return warnings.length;
    });
    warnIfAnonymized(metadata);
    expect([...counts, warnings.length]).toEqual([0, 1, 1, 1, 2, 2, 2]);
  });
});
