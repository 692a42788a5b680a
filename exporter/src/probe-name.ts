const prefix = "homelab-probe-";

const digits = /^[\da-f]{16}$/;

/** A name that the DNS probe resolves: a random label of 64 bits under the outside domain. */
export const probeName = (random: Uint8Array, outsideDomain: string): string =>
  `${prefix}${Buffer.from(random).toString("hex")}.${outsideDomain}`;

/**
 * Whether a name has the form of {@link probeName}.
 *
 * @param name in lower case
 * @param outsideDomain in the same form as the name
 */
export function isProbeName(name: string, outsideDomain: string): boolean {
  if (!name.startsWith(prefix)) return false;
  const end = name.indexOf(".");
  return end > 0 && digits.test(name.slice(prefix.length, end)) && name.slice(end + 1) === outsideDomain;
}
