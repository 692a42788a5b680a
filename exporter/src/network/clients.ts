import { aggregateClient, type DeviceType, type Lab } from "homelab-dashboards/lab";
import { type AddressRange, addressToBigInt, parseAddress, parseRange } from "./address.js";
import type { AdguardMetadata } from "./adguard-metadata.js";
import { memoize } from "./memoize.js";
import { type Zone, createZoneLookup } from "./zones.js";

/** A client as metrics name it. Clients with equal labels are equal, so that joins on `client_ip` are one to one. */
export interface Client {
  /** The value of the label `client_ip`: the address, or `other@zone` for clients that share a series. */
  readonly label: string;
  readonly zone: Zone;
  readonly deviceType: DeviceType;
  /** The lab's title, else AdGuard Home's name, else the label. */
  readonly title: string;
  /** Whether it represents several clients. */
  readonly isOther: boolean;
}

export interface ClientLookup {
  /** Finds the client with an address. */
  readonly find: (address: string) => Client;
  /** The clients of a zone without their own series, as one client. */
  readonly otherIn: (zone: Zone) => Client;
}

/** More than the clients of a home network; clients of the internet share a series anyway. */
const maxCachedClients = 4096;

/** Device types by AdGuard Home's tags. */
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

/** A range of addresses with its title and device type. */
interface Description {
  readonly range: AddressRange;
  readonly title: string;
  readonly deviceType: DeviceType;
}

type FindDescription = (address: string) => Description | undefined;

/**
 * Creates a lookup of clients. The lab's device type has precedence over AdGuard Home's tags. Hardware addresses and
 * client ids of AdGuard Home are ignored, since an address must have one description.
 */
export function createClientLookup(lab: Pick<Lab, "zones" | "clients">, metadata: AdguardMetadata): ClientLookup {
  const findZone = createZoneLookup(lab);
  const inLab = labDescriptions(lab);
  const inAdguard = adguardDescriptions(metadata);
  const others = new Map<string, Client>();
  const otherIn = (zone: Zone): Client => {
    const client = others.get(zone.name) ?? otherClient(zone);
    others.set(zone.name, client);
    return client;
  };
  const find = (address: string): Client => {
    const zone = findZone(address);
    return zone.isAnonymous ? otherIn(zone) : toClient(address, zone, inLab(address), inAdguard(address));
  };
  return { find: memoize(maxCachedClients, find), otherIn };
}

function otherClient(zone: Zone): Client {
  const label = aggregateClient(zone.name);
  return { label, zone, deviceType: "other", title: label, isOther: true };
}

function toClient(
  address: string,
  zone: Zone,
  inLab: Description | undefined,
  inAdguard: Description | undefined,
): Client {
  const deviceType = inLab && inLab.deviceType !== "other" ? inLab.deviceType : (inAdguard?.deviceType ?? "other");
  return { label: address, zone, deviceType, title: inLab?.title ?? (inAdguard?.title || address), isOther: false };
}

const labDescriptions = ({ clients }: Pick<Lab, "clients">): FindDescription =>
  createDescriptionLookup(clients.flatMap(({ address, title, device_type }) => describe(address, title, device_type)));

const adguardDescriptions = ({ clients }: AdguardMetadata): FindDescription =>
  createDescriptionLookup(
    clients.flatMap(({ ids, name, tags }) => ids.flatMap((id) => describe(id, name, deviceTypeOf(tags)))),
  );

const deviceTypeOf = (tags: readonly string[]): DeviceType =>
  tags.map((tag) => deviceTypeByTag[tag]).find((type) => type !== undefined) ?? "other";

const describe = (address: string, title: string, deviceType: DeviceType): Description[] => {
  const range = parseRange(address);
  return range ? [{ range, title, deviceType }] : [];
};

const sizeOf = ({ range }: Description) => addressToBigInt(range.last) - addressToBigInt(range.first);

/** Finds the narrowest range around an address. */
function createDescriptionLookup(entries: readonly Description[]): FindDescription {
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
