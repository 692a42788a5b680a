import type { AdguardMetadata, DhcpLease } from "../network/adguard-metadata.js";
import { parseHardwareAddress } from "../network/hardware-address.js";
import type { AdguardClient } from "./client.js";
import type { ListReader } from "./element-collector.js";
import { StatusError } from "./http-request.js";
import { createMetadataCollector, type MetadataCollector } from "./metadata-collector.js";
import type { ListReaders } from "./response-parser.js";

/** Called for each element of a list that can't be used, with a key that is equal for equal elements. */
type OnRejected = ListReader["rejected"];

/**
 * Fetches the clients in AdGuard Home's settings, its filter lists, the leases of clients that are known by a hardware
 * address, and whether the query log is anonymized. Clients that AdGuard Home discovered itself are left out: they change
 * often, and the API names no hardware address of them, by which several addresses would be one device.
 *
 * @throws AdguardError
 */
export async function fetchMetadata(
  client: AdguardClient,
  signal: AbortSignal,
  onRejected: OnRejected = () => undefined,
): Promise<AdguardMetadata> {
  const collector = createMetadataCollector();
  const readerOf = (element: ListReader["element"]): ListReader => ({ element, rejected: onRejected });
  await client.get("clients", {}, signal, new Map([["clients", readerOf(collector.client)]]));
  // Block lists and allow lists have distinct ids. An empty list is null.
  const lists = readerOf(collector.filterList);
  await client.get(
    "filtering/status",
    {},
    signal,
    new Map([
      ["filters", lists],
      ["whitelist_filters", lists],
    ]),
  );
  const leases = await fetchLeases(client, collector, signal, readerOf);
  const { clients, filterLists } = collector;
  return {
    clients,
    filterLists,
    ...(leases.length > 0 && { leases }),
    ...((await fetchAnonymization(client, signal)) && { anonymizesClients: true }),
  };
}

/** Fetches a path; undefined where this version or platform of AdGuard Home doesn't have it. */
async function getIfPresent(
  client: AdguardClient,
  path: string,
  signal: AbortSignal,
  lists?: ListReaders,
): Promise<unknown> {
  try {
    return (await client.get(path, {}, signal, lists)).body;
  } catch (error) {
    if (error instanceof StatusError && [404, 501].includes(error.status)) return undefined;
    throw error;
  }
}

/** Whether AdGuard Home anonymizes the addresses in its query log. Versions before 0.107.27 have the older path. */
async function fetchAnonymization(client: AdguardClient, signal: AbortSignal): Promise<boolean> {
  const config =
    (await getIfPresent(client, "querylog/config", signal)) ?? (await getIfPresent(client, "querylog_info", signal));
  return typeof config === "object" && config !== null && "anonymize_client_ip" in config
    ? config.anonymize_client_ip === true
    : false;
}

/** The leases of AdGuard Home's DHCP server, of the hardware addresses of clients. */
async function fetchLeases(
  client: AdguardClient,
  collector: MetadataCollector,
  signal: AbortSignal,
  readerOf: (element: ListReader["element"]) => ListReader,
): Promise<readonly DhcpLease[]> {
  const hardware = new Set(collector.clients.flatMap(({ ids }) => ids.map(parseHardwareAddress)));
  hardware.delete(undefined);
  if (hardware.size === 0) return [];
  const isOfClient = ({ mac }: { readonly mac?: unknown }) =>
    typeof mac !== "string" || hardware.has(parseHardwareAddress(mac));
  const leases = readerOf((value) => (isOfClient(value) ? collector.lease(value) : undefined));
  await getIfPresent(
    client,
    "dhcp/status",
    signal,
    new Map([
      ["static_leases", leases],
      ["leases", leases],
    ]),
  );
  return collector.leases();
}
