import type { AdguardMetadata, AdguardClientInfo } from "../network/adguard-metadata.js";
import type { AdguardClient } from "./client.js";

/** As many of each as are taken in. */
const maxItems = 10_000;

/**
 * Asks AdGuard Home for the clients of its settings and the names of its filter lists. Clients that it found by itself
 * are left out: they come and go, and have no tags.
 *
 * @throws AdguardError
 */
export async function fetchMetadata(adguard: AdguardClient, signal: AbortSignal): Promise<AdguardMetadata> {
  const { body: clients } = await adguard.get("clients", {}, signal);
  const { body: filtering } = await adguard.get("filtering/status", {}, signal);
  // Where there are none, AdGuard Home says null. Of block and allow lists, ids are told apart.
  const lists = [...listIn(filtering, "filters"), ...listIn(filtering, "whitelist_filters")];
  return {
    clients: listIn(clients, "clients").map(clientOf).filter(isThere).slice(0, maxItems),
    filterLists: lists.map(filterListOf).filter(isThere).slice(0, maxItems),
  };
}

const isThere = <Value>(value: Value | undefined): value is Value => value !== undefined;

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
