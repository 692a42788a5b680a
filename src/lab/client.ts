import { canonicalAddress } from "./address.js";

/** Start of the `client_ip` of a client that is known by a ClientID alone. */
const clientIdPrefix = "id:";

/** The `client_ip` of a client that is known by a ClientID alone, for example `id:Anna's phone`. */
export const clientIdLabel = (name: string): string => `${clientIdPrefix}${name}`;

interface NamedClient {
  readonly title: string;
  readonly address?: string | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly client_ids?: readonly string[] | undefined;
}

/** The addresses and blocks of a client: `address`, then `addresses`. */
export const addressesOf = ({ address, addresses = [] }: Pick<NamedClient, "address" | "addresses">): string[] => [
  ...(address === undefined ? [] : [address]),
  ...addresses,
];

/**
 * The `client_ip` of a client of the lab: its first address, or `id:<title>` if it is known by a ClientID alone.
 * `undefined` for a range without further addresses and ClientIDs, each of whose addresses is a client of its own.
 */
export const clientLabel = (client: NamedClient): string | undefined => {
  for (const text of addressesOf(client)) {
    const address = canonicalAddress(text);
    if (address !== undefined) return address;
  }
  return (client.client_ids ?? []).length > 0 ? clientIdLabel(client.title) : undefined;
};
