import { localBlocks as blocks } from "homelab-dashboards/lab";
import { type Address, blockOf, type CidrBlock, formatCidr, isWithin, parseCidr } from "./address.js";

const localBlocks = blocks.flatMap(({ cidr, networkBits }) => {
  const block = parseCidr(cidr);
  return block === undefined ? [] : [{ block, networkBits }];
});

/** Whether the internet doesn't have the address, so that a prefix of length 0 doesn't match it. */
export const isLocalAddress = (address: Address): boolean => localBlocks.some(({ block }) => isWithin(address, block));

/** Whether a block contains local addresses. */
export const hasLocalAddresses = (outer: CidrBlock): boolean =>
  localBlocks.some(({ block }) => isWithin(outer.network, block) || isWithin(block.network, outer));

/** The network of a local address, as it would stand in a zone of the lab; undefined for another address. */
export function localNetworkOf(address: Address): string | undefined {
  const found = localBlocks.find(({ block }) => isWithin(address, block));
  return found && formatCidr(blockOf(address, found.networkBits));
}
