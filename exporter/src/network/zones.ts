import type { Lab, ZoneType } from "homelab-dashboards/lab";
import { type CidrBlock, isWithin, parseAddress, parseCidr } from "./address.js";

/** A part of the network. */
export interface Zone {
  /** The value of every label that names a zone. */
  readonly name: string;
  readonly type: ZoneType | "unknown";
  /** Whether its clients are counted as one. */
  readonly isAnonymous: boolean;
}

/** Where addresses are that belong to no zone of the lab. */
export const unknownZone: Zone = { name: "unknown", type: "unknown", isAnonymous: false };

/** The zone of an address: that of the longest matching prefix. */
export type ZoneLookup = (address: string) => Zone;

/** Finds zones by address. What is no address is in the unknown zone, too. It remembers nothing: clients are. */
export function createZoneLookup(lab: Pick<Lab, "zones">): ZoneLookup {
  const blocks = lab.zones
    .flatMap(({ name, type, anonymous, cidrs }) => {
      const zone: Zone = { name, type, isAnonymous: anonymous };
      return cidrs.map((cidr) => ({ zone, block: parseCidr(cidr) }));
    })
    .filter((entry): entry is { zone: Zone; block: CidrBlock } => entry.block !== undefined)
    .sort((left, right) => right.block.bits - left.block.bits);
  return (text) => {
    const address = parseAddress(text);
    if (address === undefined) return unknownZone;
    return blocks.find(({ block }) => isWithin(address, block))?.zone ?? unknownZone;
  };
}
