import type { AdguardMetadata, AdguardClientInfo } from "../network/adguard-metadata.js";
import type { AdguardClient } from "./client.js";

/** Limit of clients, and of filter lists. */
const maxItems = 10_000;

/**
 * Fetches the clients in AdGuard Home's settings, and its filter lists. Clients that AdGuard Home discovered itself are
 * left out, since they change often and have no tags.
 *
 * @throws AdguardError
 */
export async function fetchMetadata(client: AdguardClient, signal: AbortSignal): Promise<AdguardMetadata> {
  const { body: clients } = await client.get("clients", {}, signal);
  const { body: filtering } = await client.get("filtering/status", {}, signal);
  // Block lists and allow lists have distinct ids. An empty list is null.
  const lists = [...listIn(filtering, "filters"), ...listIn(filtering, "whitelist_filters")];
  return {
    clients: listIn(clients, "clients")
      .map(clientOf)
      .filter((each) => each !== undefined)
      .slice(0, maxItems),
    filterLists: lists
      .map(filterListOf)
      .filter((each) => each !== undefined)
      .slice(0, maxItems),
  };
}

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
