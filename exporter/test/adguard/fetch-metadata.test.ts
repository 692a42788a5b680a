import { expect, test } from "vitest";
import { fetchMetadata } from "../../src/adguard/fetch-metadata.js";
import { scratchDirectory } from "../scratch-directory.js";
import { clientOf, fakeAdguard, filesIn } from "./test-bench.js";

const { signal } = new AbortController();

test("metadata has the clients with their tags, and the filter lists with their ids", async () => {
  const adguard = await fakeAdguard();
  const client = clientOf(adguard, filesIn(scratchDirectory()));
  expect(await fetchMetadata(client, signal)).toEqual({ clients: [], filterLists: [] });
  adguard.metadata = {
    clients: [
      {
        name: "tv",
        ids: ["192.168.1.9", "aa:bb:cc:dd:ee:ff", "10.0.0.0/24"],
        tags: ["device_tv"],
        blocked_services: [],
      },
      { name: "plain", ids: ["1.2.3.4", 7], tags: null },
      { ids: [] },
      null,
    ],
    filters: [
      { id: 1, name: "AdGuard DNS filter", enabled: true, url: "https://…", rules_count: 3 },
      { id: "x", name: "no id" },
    ],
    allowing: [{ id: 1_700_000_000, name: "allowed" }],
  };
  expect(await fetchMetadata(client, signal)).toEqual({
    clients: [
      { name: "tv", ids: ["192.168.1.9", "aa:bb:cc:dd:ee:ff", "10.0.0.0/24"], tags: ["device_tv"] },
      { name: "plain", ids: ["1.2.3.4"], tags: [] },
    ],
    filterLists: [
      { id: 1, name: "AdGuard DNS filter" },
      { id: 1_700_000_000, name: "allowed" },
    ],
  });
});
