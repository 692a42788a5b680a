import { addressesOf, clientIdLabel, clientLabel, type DeviceType, type Lab } from "homelab-dashboards/lab";
import { type AddressRange, canonicalAddress, formatAddress, parseAddress, parseRange } from "./address.js";
import type { AdguardClientInfo, AdguardMetadata, DhcpLease } from "./adguard-metadata.js";
import { deviceTypeOf } from "./device-types.js";
import { hardwareAddressIn, parseHardwareAddress } from "./hardware-address.js";
import { createRangeLookup, type RangeEntry } from "./range-lookup.js";

/** What the lab or AdGuard Home says about a client, or about each client of a range. */
export interface Description {
  readonly title: string;
  readonly deviceType: DeviceType;
  /** Name of its zone, if the lab gives one. */
  readonly zone?: string;
}

/** A client that the lab or AdGuard Home knows by an address or a ClientID. */
export interface KnownClient {
  /** The value of the label `client_ip`, under which both logs count it. */
  readonly label: string;
  /** The address whose zone is the client's, unless the lab gives one; `""` for none. */
  readonly home: string;
  readonly inLab: Description | undefined;
  readonly inAdguard: Description | undefined;
}

/**
 * The known clients, and what is said about ranges of clients. A block of AdGuard Home's client belongs to that client if
 * it has an address or a ClientID, too; a block alone is a group, each of whose addresses is a client of its own.
 */
export interface KnownClients {
  /** Finds a client by one of its addresses, by the hardware address in an IPv6 address, or by its narrowest block. */
  readonly byAddress: (address: string) => KnownClient | undefined;
  readonly byClientId: (id: string) => KnownClient | undefined;
  /** The description of the narrowest group of the lab, or of AdGuard Home, that contains an address. */
  readonly groupInLab: (address: string) => Description | undefined;
  readonly groupInAdguard: (address: string) => Description | undefined;
}

/** Identifiers of a client, each in its canonical form. */
interface Identifiers {
  readonly addresses: readonly string[];
  readonly blocks: readonly AddressRange[];
  readonly hardware: readonly string[];
  readonly clientIds: readonly string[];
}

/** Sorts identifiers by kind, in the order in which AdGuard Home tries to parse them. */
function identifiersIn(texts: readonly string[]): Identifiers {
  const addresses: string[] = [];
  const blocks: AddressRange[] = [];
  const hardware: string[] = [];
  const clientIds: string[] = [];
  for (const text of texts) {
    const address = canonicalAddress(text);
    const block = address === "" ? parseRange(text) : undefined;
    const mac = parseHardwareAddress(text);
    if (address !== "") addresses.push(address);
    else if (block !== undefined) blocks.push(block);
    else if (mac !== undefined) hardware.push(mac);
    else if (text !== "") clientIds.push(text.toLowerCase());
  }
  return { addresses, blocks, hardware, clientIds };
}

type Draft = { -readonly [Key in keyof KnownClient]: KnownClient[Key] };

/** The maps that are filled with the clients of the lab, then with those of AdGuard Home. The first entry of a key stays. */
interface Index {
  readonly byLabel: Map<string, Draft>;
  readonly byAddress: Map<string, Draft>;
  readonly byHardware: Map<string, Draft>;
  readonly byClientId: Map<string, Draft>;
  readonly blocks: RangeEntry<Draft>[];
  readonly labGroups: RangeEntry<Description>[];
  readonly adguardGroups: RangeEntry<Description>[];
  readonly groupByHardware: Map<string, Description>;
}

/** Creates the one map of known clients for both logs. */
export function createKnownClients({ clients }: Pick<Lab, "clients">, metadata: AdguardMetadata): KnownClients {
  const index: Index = {
    byLabel: new Map(),
    byAddress: new Map(),
    byHardware: new Map(),
    byClientId: new Map(),
    blocks: [],
    labGroups: [],
    adguardGroups: [],
    groupByHardware: new Map(),
  };
  for (const client of clients) addLabClient(index, client);
  // An address that AdGuard Home's settings list belongs to that client, whoever leases it.
  const listed = new Set(metadata.clients.flatMap(({ ids }) => identifiersIn(ids).addresses));
  const leases = (metadata.leases ?? []).filter(({ address }) => !listed.has(canonicalAddress(address)));
  const leasedTo = addressesByHardware(leases);
  for (const client of metadata.clients) addAdguardClient(index, client, leasedTo);
  return lookupsIn(index);
}

function lookupsIn(index: Index): KnownClients {
  const byBlock = createRangeLookup(index.blocks);
  const inAdguardBlock = createRangeLookup(index.adguardGroups);
  const byHardware = <Value>(values: ReadonlyMap<string, Value>, text: string): Value | undefined => {
    if (values.size === 0) return undefined;
    const mac = hardwareAddressIn(parseAddress(text) ?? []);
    return mac === undefined ? undefined : values.get(mac);
  };
  return {
    byAddress: (text) => index.byAddress.get(text) ?? byHardware(index.byHardware, text) ?? byBlock(text),
    byClientId: (id) => index.byClientId.get(id.toLowerCase()),
    groupInLab: createRangeLookup(index.labGroups),
    groupInAdguard: (text) => byHardware(index.groupByHardware, text) ?? inAdguardBlock(text),
  };
}

function addLabClient(index: Index, client: Lab["clients"][number]): void {
  const { title, device_type: deviceType, zone, client_ids: clientIds = [] } = client;
  const inLab: Description = { title, deviceType, ...(zone !== undefined && { zone }) };
  const { addresses, blocks } = identifiersIn(addressesOf(client));
  const label = clientLabel(client);
  if (label === undefined) {
    index.labGroups.push(...blocks.map((range) => ({ range, value: inLab })));
    return;
  }
  const known = clientWith(index, label, homeOf(addresses, blocks));
  known.inLab = inLab;
  register(index, known, { addresses, blocks, hardware: [], clientIds });
}

/** The leased addresses by the hardware address to which they are leased. */
function addressesByHardware(leases: readonly DhcpLease[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { mac, address } of leases) {
    const [hardware, canonical] = [parseHardwareAddress(mac), canonicalAddress(address)];
    if (hardware === undefined || canonical === "") continue;
    const addresses = found.get(hardware) ?? [];
    found.set(hardware, addresses);
    addresses.push(canonical);
  }
  return found;
}

function addAdguardClient(
  index: Index,
  info: AdguardClientInfo,
  leasedTo: ReadonlyMap<string, readonly string[]>,
): void {
  const { addresses, ...rest } = identifiersIn(info.ids);
  const { blocks, hardware, clientIds } = rest;
  const all = [...addresses, ...hardware.toSorted().flatMap((mac) => leasedTo.get(mac) ?? [])];
  const inAdguard: Description = { title: info.name, deviceType: deviceTypeOf(info.tags) };
  const [id = ""] = clientIds;
  const own = all.find((each) => !index.byAddress.has(each));
  const label = own ?? (id === "" ? undefined : clientIdLabel(info.name || id));
  const known =
    inLabBy(index, all, clientIds) ??
    (label === undefined ? undefined : clientWith(index, label, own ?? homeOf([], blocks)));
  if (known === undefined) {
    index.adguardGroups.push(...blocks.map((range) => ({ range, value: inAdguard })));
    for (const mac of hardware) addFirst(index.groupByHardware, mac, inAdguard);
    return;
  }
  known.inAdguard ??= inAdguard;
  register(index, known, { ...rest, addresses: all });
}

/** The client of the lab that has one of these identifiers. */
function inLabBy(index: Index, addresses: readonly string[], clientIds: readonly string[]): Draft | undefined {
  const found = [
    ...addresses.map((address) => index.byAddress.get(address)),
    ...clientIds.map((id) => index.byClientId.get(id)),
  ];
  return found.find((known) => known?.inLab !== undefined);
}

/** The client with a label. Clients with equal labels are one. */
function clientWith({ byLabel }: Index, label: string, home: string): Draft {
  const known = byLabel.get(label) ?? { label, home, inLab: undefined, inAdguard: undefined };
  byLabel.set(label, known);
  return known;
}

/** The first address, else the first one of the first block; `""` for neither. */
const homeOf = ([address]: readonly string[], [block]: readonly AddressRange[]): string =>
  address ?? (block === undefined ? "" : formatAddress(block.first));

/** The address whose zone is that of a client of the lab, unless the lab gives one; `""` for none. */
export function homeOfLabClient(client: Lab["clients"][number]): string {
  const { addresses, blocks } = identifiersIn(addressesOf(client));
  return homeOf(addresses, blocks);
}

function register(index: Index, known: Draft, { addresses, blocks, hardware, clientIds }: Identifiers): void {
  for (const address of addresses) addFirst(index.byAddress, address, known);
  for (const mac of hardware) addFirst(index.byHardware, mac, known);
  for (const id of clientIds) addFirst(index.byClientId, id, known);
  index.blocks.push(...blocks.map((range) => ({ range, value: known })));
}

function addFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value);
}
