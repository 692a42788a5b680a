import { type Address, blockOf, type CidrBlock, formatCidr, isWithin, parseCidr } from "./address.js";

/** A block of addresses that the internet doesn't have, and the prefix length of one network in it. */
interface LocalBlock {
  readonly block: CidrBlock;
  readonly networkBits: number;
}

const local = (text: string, networkBits: number): LocalBlock[] => {
  const block = parseCidr(text);
  return block === undefined ? [] : [{ block, networkBits }];
};

/** Loopback, private, carrier-grade NAT, link-local and unique local addresses. */
const localBlocks: readonly LocalBlock[] = [
  ...local("127.0.0.0/8", 8),
  ...local("10.0.0.0/8", 24),
  // Docker gives each network a /16 of these.
  ...local("172.16.0.0/12", 16),
  ...local("192.168.0.0/16", 24),
  ...local("100.64.0.0/10", 10),
  ...local("169.254.0.0/16", 16),
  ...local("::1/128", 128),
  ...local("fc00::/7", 64),
  ...local("fe80::/10", 10),
];

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
