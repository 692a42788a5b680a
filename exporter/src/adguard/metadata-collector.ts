import type { RejectionReason } from "../events.js";
import { expectPlausible, type FieldErrors, requiredInteger, requiredText } from "../line/fields.js";
import { canonicalAddress } from "../network/address.js";
import type { AdguardClientInfo, AdguardMetadata, DhcpLease, FilterListInfo } from "../network/adguard-metadata.js";
import { parseHardwareAddress } from "../network/hardware-address.js";

/** More than a large home has. All lookups of a client depend on these numbers, and the metadata is saved with each state. */
const limits = {
  clients: 2000,
  /** Of all clients together. */
  ids: 5000,
  /** Characters of all names, ids and tags of clients together. */
  text: 262_144,
  filterLists: 1000,
  leases: 2000,
  tagsPerClient: 16,
  nameLength: 256,
  idLength: 128,
  tagLength: 32,
} as const;

/** Collects AdGuard Home's metadata within limits. Each method returns why a value can't be used; undefined if it can. */
export interface MetadataCollector {
  readonly client: (value: unknown) => RejectionReason | undefined;
  readonly filterList: (value: unknown) => RejectionReason | undefined;
  readonly lease: (value: unknown) => RejectionReason | undefined;
  readonly clients: readonly AdguardClientInfo[];
  readonly filterLists: readonly FilterListInfo[];
  /** Sorted, since their order in AdGuard Home may change. */
  readonly leases: () => readonly DhcpLease[];
}

export function createMetadataCollector(): MetadataCollector {
  const clients: AdguardClientInfo[] = [];
  const filterLists: FilterListInfo[] = [];
  const leases: DhcpLease[] = [];
  let [ids, text] = [0, 0];
  return {
    clients,
    filterLists,
    leases: () => leases.toSorted((one, other) => compare(one.mac, other.mac) || compare(one.address, other.address)),
    client: (value) => {
      const client = clientOf(value);
      if (typeof client === "string") return client;
      ids += client.ids.length;
      text += [client.name, ...client.ids, ...client.tags].join("").length;
      if (clients.length >= limits.clients || ids > limits.ids || text > limits.text) return "implausible";
      clients.push(client);
      return undefined;
    },
    filterList: (value) => {
      const list = filterListOf(value);
      if (typeof list === "string") return list;
      if (filterLists.length >= limits.filterLists) return "implausible";
      filterLists.push(list);
      return undefined;
    },
    lease: (value) => {
      const lease = leaseOf(value);
      if (typeof lease === "string") return lease;
      if (leases.length >= limits.leases) return "implausible";
      leases.push(lease);
      return undefined;
    },
  };
}

/** Metadata of a saved state, without what exceeds the limits, and whether that is all of it. */
export function restoreMetadata(saved: unknown): { readonly metadata: AdguardMetadata; readonly isComplete: boolean } {
  const collector = createMetadataCollector();
  const { anonymizesClients } = fieldsOf(saved);
  const results = [
    ...listIn(saved, "clients").map(collector.client),
    ...listIn(saved, "filterLists").map(collector.filterList),
    ...listIn(saved, "leases").map(collector.lease),
  ];
  const { clients, filterLists } = collector;
  const leases = collector.leases();
  return {
    metadata: {
      clients,
      filterLists,
      ...(leases.length > 0 && { leases }),
      ...(anonymizesClients === true && { anonymizesClients: true }),
    },
    isComplete: hasLists(saved) && results.every((reason) => reason === undefined),
  };
}

const hasLists = (saved: unknown): boolean =>
  ["clients", "filterLists"].every((field) => Array.isArray(fieldsOf(saved)[field]));

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));

type Fields = Readonly<Partial<Record<string, unknown>>>;

const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});

function listIn(value: unknown, field: string): readonly unknown[] {
  const list = fieldsOf(value)[field];
  return Array.isArray(list) ? list : [];
}

/** The texts in a list of an object, up to a length. */
const textsIn = (value: unknown, field: string, maxLength: number): readonly string[] =>
  listIn(value, field).filter((each): each is string => typeof each === "string" && each.length <= maxLength);

function clientOf(value: unknown): AdguardClientInfo | RejectionReason {
  const errors: FieldErrors = { first: undefined };
  const name = requiredText(fieldsOf(value)["name"], errors, limits.nameLength);
  const ids = textsIn(value, "ids", limits.idLength);
  const tags = textsIn(value, "tags", limits.tagLength).slice(0, limits.tagsPerClient);
  return errors.first ?? { ids, name, tags };
}

function filterListOf(value: unknown): FilterListInfo | RejectionReason {
  const errors: FieldErrors = { first: undefined };
  const { id, name } = fieldsOf(value);
  const number = requiredInteger(id, errors, 0, Number.MAX_SAFE_INTEGER);
  if (typeof name !== "string") return errors.first ?? "incomplete";
  expectPlausible(name.length <= limits.nameLength, errors);
  return errors.first ?? { id: number, name };
}

/** The address is `ip` in the API, and `address` in a saved state. */
function leaseOf(value: unknown): DhcpLease | RejectionReason {
  const { mac, ip, address = ip } = fieldsOf(value);
  if (typeof mac !== "string" || typeof address !== "string") return "incomplete";
  const hardware = parseHardwareAddress(mac.slice(0, limits.idLength));
  const canonical = canonicalAddress(address);
  return hardware === undefined || canonical === "" ? "implausible" : { mac: hardware, address: canonical };
}
