/** A client as AdGuard Home's settings describe it. */
export interface AdguardClientInfo {
  /** Addresses, CIDR blocks, hardware addresses and names of its own; only the first two can be told in a log. */
  readonly ids: readonly string[];
  readonly name: string;
  /** `device_tv`, `os_android`, `user_child`. */
  readonly tags: readonly string[];
}

/**
 * What AdGuard Home itself knows of the network, besides the lab: clients and the names of its filter lists. JSON, so
 * that it can be kept with the state: the same events must be counted the same way after a restart.
 */
export interface AdguardMetadata {
  readonly clients: readonly AdguardClientInfo[];
  readonly filterLists: readonly { readonly id: number; readonly name: string }[];
}

/** Where AdGuard Home isn't asked. */
export const emptyMetadata: AdguardMetadata = { clients: [], filterLists: [] };
