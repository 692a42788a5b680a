import type { Lab, ZoneType } from "homelab-dashboards/lab";
import { type Address, blockOf, type CidrBlock, isWithin, parseAddress, parseCidr } from "./address.js";
import { hasLocalAddresses, isLocalAddress, localNetworkOf } from "./local-addresses.js";

/** A zone of the lab. */
export interface Zone {
  /** The value of the label `zone`. */
  readonly name: string;
  readonly type: ZoneType | "unknown";
  /** Whether its clients share one series. */
  readonly isAnonymous: boolean;
  /** Whether the unknown IPv6 clients of a /64 share one series. */
  readonly foldsIpv6?: true;
}

/** The zone of addresses that no zone of the lab contains. */
export const unknownZone: Zone = { name: "unknown", type: "unknown", isAnonymous: false };

/** Receives the network of a local address that is in no zone, as a CIDR block that the lab could list. */
export type OnUnlistedNetwork = (network: string) => void;

/** Lookups of zones. Results aren't cached. */
export interface ZoneLookup {
  /** The zone of an address, by the longest matching prefix; the unknown zone for another text. */
  readonly find: (address: string) => Zone;
  /** The zone that contains all addresses which AdGuard Home anonymizes to this one; the unknown zone for several. */
  readonly findAnonymized: (address: string) => Zone;
  /** The zone of a name. */
  readonly byName: (name: string) => Zone;
}

interface ZoneBlock {
  readonly zone: Zone;
  readonly block: CidrBlock;
}

/** The settings of a zone on which the lookups depend. */
type ZoneSettings = Pick<Lab["zones"][number], "name" | "type" | "anonymous" | "cidrs" | "ipv6_clients">;

const toZone = ({ name, type, anonymous, ipv6_clients: ipv6Clients }: ZoneSettings): Zone => ({
  name,
  type,
  isAnonymous: anonymous,
  ...(ipv6Clients === "prefix" && { foldsIpv6: true }),
});

/** The blocks of zones, the longest prefix first. */
const blocksOf = (zones: readonly ZoneSettings[]): readonly ZoneBlock[] =>
  zones
    .flatMap((entry) => {
      const zone = toZone(entry);
      return entry.cidrs.map((cidr) => ({ zone, block: parseCidr(cidr) }));
    })
    .filter((entry): entry is ZoneBlock => entry.block !== undefined)
    .sort((left, right) => right.block.bits - left.block.bits);

/** Bits that AdGuard Home keeps of an anonymized address. */
const anonymizedBits = (address: Address) => (address.length === 4 ? 16 : 48);

/**
 * Creates lookups of zones. A prefix of length 0 doesn't match local addresses: loopback, private, carrier-grade NAT,
 * unique local and link-local ones.
 *
 * @param onUnlisted called for each local address in no zone
 */
export function createZoneLookup(
  lab: { readonly zones: readonly ZoneSettings[] },
  onUnlisted: OnUnlistedNetwork = () => undefined,
): ZoneLookup {
  const blocks = blocksOf(lab.zones);
  const byName = new Map(lab.zones.map((entry) => [entry.name, toZone(entry)]));
  const find = (text: string): Zone => {
    const address = parseAddress(text);
    if (address === undefined) return unknownZone;
    const isLocal = isLocalAddress(address);
    const matches = ({ block }: ZoneBlock) => isWithin(address, block) && (block.bits > 0 || !isLocal);
    const zone = blocks.find(matches)?.zone;
    if (zone === undefined && isLocal) onUnlisted(localNetworkOf(address) ?? text);
    return zone ?? unknownZone;
  };
  const findAnonymized = (text: string): Zone => {
    const address = parseAddress(text);
    if (address === undefined) return unknownZone;
    const outer = blockOf(address, anonymizedBits(address));
    const inside = blocks.filter(({ block }) => block.bits > outer.bits && isWithin(block.network, outer));
    const around = blocks.find(({ block }) => block.bits <= outer.bits && isWithin(outer.network, block));
    if (around === undefined || (around.block.bits === 0 && hasLocalAddresses(outer))) return unknownZone;
    return inside.every(({ zone }) => zone === around.zone) ? around.zone : unknownZone;
  };
  return { find, findAnonymized, byName: (name) => byName.get(name) ?? unknownZone };
}
