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

test("metadata tells whether addresses are anonymized, by the path of each version", async () => {
  const adguard = await fakeAdguard();
  const client = clientOf(adguard, filesIn(scratchDirectory()));
  adguard.anonymous = true;
  expect(await fetchMetadata(client, signal)).toEqual({ clients: [], filterLists: [], anonymizesClients: true });
  adguard.hasOldPaths = true;
  expect(await fetchMetadata(client, signal)).toEqual({ clients: [], filterLists: [], anonymizesClients: true });
  adguard.anonymous = false;
  expect(await fetchMetadata(client, signal)).toEqual({ clients: [], filterLists: [] });
});

test("metadata has the leases of clients that are known by a hardware address, in a fixed order", async () => {
  const adguard = await fakeAdguard();
  const client = clientOf(adguard, filesIn(scratchDirectory()));
  const paths = () => adguard.requests.map(({ path }) => path);
  const lease = (mac: string, ip: string) => ({ mac, ip, hostname: "h", expires: "2026-01-01T00:00:00Z" });
  adguard.leases = {
    leases: [lease("02:00:00:00:00:02", "192.168.1.9"), lease("02:00:00:00:00:01", "192.168.1.8"), { mac: 7 }, null],
    static_leases: [lease("02:00:00:00:00:01", "192.168.1.7"), lease("02:00:00:00:00:01", "nowhere")],
  };
  adguard.metadata = { ...adguard.metadata, clients: [{ name: "plain", ids: ["192.168.1.1"], tags: null }] };
  expect(await fetchMetadata(client, signal)).not.toHaveProperty("leases");
  expect(paths()).not.toContain("/control/dhcp/status");
  adguard.metadata = { ...adguard.metadata, clients: [{ name: "tv", ids: ["02-00-00-00-00-01"], tags: null }] };
  expect(await fetchMetadata(client, signal)).toMatchObject({
    leases: [
      { mac: "02:00:00:00:00:01", address: "192.168.1.7" },
      { mac: "02:00:00:00:00:01", address: "192.168.1.8" },
    ],
  });
  adguard.leases = undefined;
  expect(await fetchMetadata(client, signal)).not.toHaveProperty("leases");
});
