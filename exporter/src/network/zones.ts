import type { Lab, ZoneType } from "homelab-dashboards/lab";
import { type CidrBlock, isWithin, parseAddress, parseCidr } from "./address.js";

/** A zone of the lab. */
export interface Zone {
  /** The value of the label `zone`. */
  readonly name: string;
  readonly type: ZoneType | "unknown";
  /** Whether its clients share one series. */
  readonly isAnonymous: boolean;
}

/** The zone of addresses that no zone of the lab contains. */
export const unknownZone: Zone = { name: "unknown", type: "unknown", isAnonymous: false };

/** Finds the zone with the longest matching prefix. */
export type ZoneLookup = (address: string) => Zone;

/** Creates a lookup of zones by address; other texts are in the unknown zone. Results aren't cached. */
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
