import { canonicalAddress } from "../network/address.js";
import type { AdguardClientInfo, AdguardMetadata, DhcpLease } from "../network/adguard-metadata.js";
import { parseHardwareAddress } from "../network/hardware-address.js";
import type { AdguardClient } from "./client.js";
import { StatusError } from "./http-request.js";

/** Limit of clients, and of filter lists. */
const maxItems = 10_000;

/**
 * Fetches the clients in AdGuard Home's settings, its filter lists, the leases of clients that are known by a hardware
 * address, and whether the query log is anonymized. Clients that AdGuard Home discovered itself are left out: they change
 * often, and the API names no hardware address of them, by which several addresses would be one device.
 *
 * @throws AdguardError
 */
export async function fetchMetadata(client: AdguardClient, signal: AbortSignal): Promise<AdguardMetadata> {
  const { body } = await client.get("clients", {}, signal);
  const clients = listIn(body, "clients")
    .map(clientOf)
    .filter((each) => each !== undefined)
    .slice(0, maxItems);
  const { body: filtering } = await client.get("filtering/status", {}, signal);
  // Block lists and allow lists have distinct ids. An empty list is null.
  const lists = [...listIn(filtering, "filters"), ...listIn(filtering, "whitelist_filters")];
  const leases = await fetchLeases(client, clients, signal);
  return {
    clients,
    filterLists: lists
      .map(filterListOf)
      .filter((each) => each !== undefined)
      .slice(0, maxItems),
    ...(leases.length > 0 && { leases }),
    ...((await fetchAnonymization(client, signal)) && { anonymizesClients: true }),
  };
}

/** Fetches a path; undefined where this version or platform of AdGuard Home doesn't have it. */
async function getIfPresent(client: AdguardClient, path: string, signal: AbortSignal): Promise<unknown> {
  try {
    return (await client.get(path, {}, signal)).body;
  } catch (error) {
    if (error instanceof StatusError && [404, 501].includes(error.status)) return undefined;
    throw error;
  }
}

/** Whether AdGuard Home anonymizes the addresses in its query log. Versions before 0.107.27 have the older path. */
async function fetchAnonymization(client: AdguardClient, signal: AbortSignal): Promise<boolean> {
  const config =
    (await getIfPresent(client, "querylog/config", signal)) ?? (await getIfPresent(client, "querylog_info", signal));
  return fieldsOf(config)["anonymize_client_ip"] === true;
}

/** The leases of AdGuard Home's DHCP server, of the hardware addresses of clients. Sorted, since their order may change. */
async function fetchLeases(
  client: AdguardClient,
  clients: readonly AdguardClientInfo[],
  signal: AbortSignal,
): Promise<readonly DhcpLease[]> {
  const hardware = new Set(clients.flatMap(({ ids }) => ids.map(parseHardwareAddress)));
  hardware.delete(undefined);
  if (hardware.size === 0) return [];
  const status = await getIfPresent(client, "dhcp/status", signal);
  return [...listIn(status, "static_leases"), ...listIn(status, "leases")]
    .map(leaseOf)
    .filter((lease) => lease !== undefined)
    .filter(({ mac }) => hardware.has(mac))
    .sort((one, other) => compare(one.mac, other.mac) || compare(one.address, other.address))
    .slice(0, maxItems);
}

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));

type Fields = Readonly<Partial<Record<string, unknown>>>;

const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});

function listIn(value: unknown, field: string): readonly unknown[] {
  const list = fieldsOf(value)[field];
  return Array.isArray(list) ? list : [];
}

const textsIn = (value: unknown, field: string): readonly string[] =>
  listIn(value, field).filter((each) => typeof each === "string");

function clientOf(value: unknown): AdguardClientInfo | undefined {
  const { name } = fieldsOf(value);
  return typeof name === "string" ? { ids: textsIn(value, "ids"), name, tags: textsIn(value, "tags") } : undefined;
}

function filterListOf(value: unknown): AdguardMetadata["filterLists"][number] | undefined {
  const { id, name } = fieldsOf(value);
  return typeof id === "number" && typeof name === "string" ? { id, name } : undefined;
}

function leaseOf(value: unknown): DhcpLease | undefined {
  const { mac, ip } = fieldsOf(value);
  const hardware = typeof mac === "string" ? parseHardwareAddress(mac) : undefined;
  const address = typeof ip === "string" ? canonicalAddress(ip) : "";
  return hardware === undefined || address === "" ? undefined : { mac: hardware, address };
}
