import { aggregateClient, type DeviceType, type Lab } from "homelab-dashboards/lab";
import type { QueryEvent } from "../events.js";
import { blockOf, formatAddress, formatCidr, parseAddress } from "./address.js";
import type { AdguardMetadata } from "./adguard-metadata.js";
import { createKnownClients, type Description, type KnownClient } from "./known-clients.js";
import { memoize } from "./memoize.js";
import { createZoneLookup, type OnUnlistedNetwork, type Zone } from "./zones.js";

/** A client as metrics name it. Clients with equal labels are equal, so that joins on `client_ip` are one to one. */
export interface Client {
  /**
   * The value of the label `client_ip`: the address, the first address or `id:<name>` of a known client, the /64 of
   * folded IPv6 clients, or `other@zone` for clients that share a series.
   */
  readonly label: string;
  readonly zone: Zone;
  readonly deviceType: DeviceType;
  /** The lab's title, else AdGuard Home's name, else the label. */
  readonly title: string;
  /** Whether it represents several clients. */
  readonly isOther: boolean;
}

/** Who asked a query. */
export type QuerySender = Pick<QueryEvent, "client" | "clientId">;

export interface ClientLookup {
  /** Finds the client with an address. */
  readonly find: (address: string) => Client;
  /**
   * Finds the client of a query: by its ClientID if that is known, else by its address. Where AdGuard Home anonymizes
   * addresses, all clients of a zone are one.
   */
  readonly findSender: (query: QuerySender) => Client;
  /** The clients of a zone without their own series, as one client. */
  readonly otherIn: (zone: Zone) => Client;
}

/** More than the clients of a home network; clients of the internet share a series anyway. */
const maxCachedClients = 4096;

/**
 * Creates a lookup of clients for both logs. The lab's device type has precedence over AdGuard Home's tags.
 *
 * @param onUnlisted called for the networks of local addresses in no zone
 */
export function createClientLookup(
  lab: Pick<Lab, "zones" | "clients">,
  metadata: AdguardMetadata,
  onUnlisted?: OnUnlistedNetwork,
): ClientLookup {
  const zones = createZoneLookup(lab, onUnlisted);
  const clients = createKnownClients(lab, metadata);
  const others = new Map<string, Client>();
  const otherIn = (zone: Zone): Client => {
    const client = others.get(zone.name) ?? otherClient(zone);
    others.set(zone.name, client);
    return client;
  };
  const known = new Map<KnownClient, Client>();
  const describeKnown = (entry: KnownClient): Client => {
    const { label, inLab = clients.groupInLab(label), inAdguard = clients.groupInAdguard(label) } = entry;
    const zone = inLab?.zone === undefined ? zones.find(entry.home) : zones.byName(inLab.zone);
    // A client that only has a ClientID is one that somebody named, wherever it asks from.
    return zone.isAnonymous && parseAddress(label) !== undefined
      ? otherIn(zone)
      : toClient(label, zone, inLab, inAdguard);
  };
  const toKnown = (entry: KnownClient): Client => {
    const client = known.get(entry) ?? describeKnown(entry);
    known.set(entry, client);
    return client;
  };
  const find = memoize(maxCachedClients, (address): Client => {
    const entry = clients.byAddress(address);
    if (entry !== undefined) return toKnown(entry);
    const listed = clients.groupInLab(address);
    const zone = listed?.zone === undefined ? zones.find(address) : zones.byName(listed.zone);
    if (zone.isAnonymous) return otherIn(zone);
    const parsed = zone.foldsIpv6 ? parseAddress(address) : undefined;
    if (parsed?.length !== 16) return toClient(address, zone, listed, clients.groupInAdguard(address));
    const block = blockOf(parsed, 64);
    const first = formatAddress(block.network);
    return toClient(formatCidr(block), zone, clients.groupInLab(first), clients.groupInAdguard(first));
  });
  const findById = (id: string): Client | undefined => {
    const entry = id === "" ? undefined : clients.byClientId(id);
    return entry && toKnown(entry);
  };
  const findSender = ({ client, clientId }: QuerySender): Client => findById(clientId) ?? find(client);
  const findZoneOnly = memoize(maxCachedClients, (address) => otherIn(zones.findAnonymized(address)));
  const findAnonymized = ({ client, clientId }: QuerySender): Client => {
    const named = findById(clientId);
    return named === undefined ? findZoneOnly(client) : otherIn(named.zone);
  };
  return { find, otherIn, findSender: metadata.anonymizesClients === true ? findAnonymized : findSender };
}

function otherClient(zone: Zone): Client {
  const label = aggregateClient(zone.name);
  return { label, zone, deviceType: "other", title: label, isOther: true };
}

function toClient(
  label: string,
  zone: Zone,
  inLab: Description | undefined,
  inAdguard: Description | undefined,
): Client {
  const deviceType = inLab && inLab.deviceType !== "other" ? inLab.deviceType : (inAdguard?.deviceType ?? "other");
  return { label, zone, deviceType, title: inLab?.title ?? (inAdguard?.title || label), isOther: false };
}
