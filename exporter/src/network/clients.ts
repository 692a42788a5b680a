import { aggregateClient, type DeviceType, type Lab } from "homelab-dashboards/lab";
import { type AddressRange, addressToBigInt, parseAddress, parseRange } from "./address.js";
import type { AdguardMetadata } from "./adguard-metadata.js";
import { memoize } from "./memoize.js";
import { type Zone, createZoneLookup } from "./zones.js";

/** A client as metrics name it. Equal labels are equal in all else, so that joins on `client_ip` are one to one. */
export interface Client {
  /** The value of `client_ip`: the address, or `other@zone` where clients are folded. */
  readonly label: string;
  readonly zone: Zone;
  readonly deviceType: DeviceType;
  /** What people call it: the lab's title, else AdGuard Home's name, else the label. */
  readonly title: string;
  /** Whether it stands for several clients. */
  readonly isOther: boolean;
}

export interface ClientLookup {
  /** The client with an address. */
  readonly find: (address: string) => Client;
  /** All clients of a zone that have no series of their own. */
  readonly otherIn: (zone: Zone) => Client;
}

/** Beyond this, those of the internet, who are folded, make no new entries worth keeping. */
const maxCachedClients = 4096;

/** AdGuard Home's tags; a game console is no television, and nobody works at a printer. */
const deviceTypeByTag: Readonly<Record<string, DeviceType>> = {
  device_audio: "iot",
  device_camera: "iot",
  device_gameconsole: "other",
  device_laptop: "desktop",
  device_nas: "server",
  device_other: "other",
  device_pc: "desktop",
  device_phone: "mobile",
  device_printer: "iot",
  device_securityalarm: "iot",
  device_tablet: "mobile",
  device_tv: "tv",
};

interface Described {
  readonly range: AddressRange;
  readonly title: string;
  readonly deviceType: DeviceType;
}

const deviceTypeOf = (tags: readonly string[]): DeviceType =>
  tags.map((tag) => deviceTypeByTag[tag]).find((type) => type !== undefined) ?? "other";

const described = (address: string, title: string, deviceType: DeviceType): Described[] => {
  const range = parseRange(address);
  return range ? [{ range, title, deviceType }] : [];
};

const sizeOf = ({ range }: Described) => addressToBigInt(range.last) - addressToBigInt(range.first);

/** Finds the narrowest range around an address, as the longest prefix wins for zones. */
function descriptions(entries: readonly Described[]): (address: string) => Described | undefined {
  const narrowestFirst = [...entries].sort((left, right) => Number(sizeOf(left) - sizeOf(right)));
  const spans = narrowestFirst.map((entry) => ({
    entry,
    width: entry.range.first.length,
    first: addressToBigInt(entry.range.first),
    last: addressToBigInt(entry.range.last),
  }));
  return (text) => {
    const address = parseAddress(text);
    if (address === undefined) return undefined;
    const number = addressToBigInt(address);
    return spans.find((span) => span.width === address.length && span.first <= number && number <= span.last)?.entry;
  };
}

/**
 * Names clients. The lab's word on a device counts before AdGuard Home's tags; hardware addresses and names that
 * clients give themselves are passed over, since one address must have one description.
 */
export function createClientLookup(lab: Pick<Lab, "zones" | "clients">, known: AdguardMetadata): ClientLookup {
  const zoneOf = createZoneLookup(lab);
  const inLab = descriptions(
    lab.clients.flatMap(({ address, title, device_type }) => described(address, title, device_type)),
  );
  const inAdguard = descriptions(
    known.clients.flatMap(({ ids, name, tags }) => ids.flatMap((id) => described(id, name, deviceTypeOf(tags)))),
  );
  const folded = (zone: Zone): Client => {
    const label = aggregateClient(zone.name);
    return { label, zone, deviceType: "other", title: label, isOther: true };
  };
  const foldedByZone = new Map<string, Client>();
  const foldedIn = (zone: Zone): Client => {
    const client = foldedByZone.get(zone.name) ?? folded(zone);
    foldedByZone.set(zone.name, client);
    return client;
  };
  const find = (address: string): Client => {
    const zone = zoneOf(address);
    if (zone.isAnonymous) return foldedIn(zone);
    const own = inLab(address);
    const other = inAdguard(address);
    const deviceType = own && own.deviceType !== "other" ? own.deviceType : (other?.deviceType ?? "other");
    return { label: address, zone, deviceType, title: own?.title ?? (other?.title || address), isOther: false };
  };
  return { find: memoize(maxCachedClients, find), otherIn: foldedIn };
}
