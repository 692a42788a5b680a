/** A client in AdGuard Home's settings. */
export interface AdguardClientInfo {
  /** Addresses, CIDR blocks, hardware addresses and client ids. A log has only the first two. */
  readonly ids: readonly string[];
  readonly name: string;
  /** Such as `device_tv`, `os_android`, `user_child`. */
  readonly tags: readonly string[];
}

/**
 * Clients and filter lists in AdGuard Home's settings. It is part of the saved state, so that events that are read
 * again after a restart are counted in the same way.
 */
export interface AdguardMetadata {
  readonly clients: readonly AdguardClientInfo[];
  readonly filterLists: readonly { readonly id: number; readonly name: string }[];
}

/** Metadata where AdGuard Home isn't queried. */
export const emptyMetadata: AdguardMetadata = { clients: [], filterLists: [] };
