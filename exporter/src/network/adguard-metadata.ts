/** A client in AdGuard Home's settings. */
export interface AdguardClientInfo {
  /** Addresses, CIDR blocks, hardware addresses and ClientIDs. */
  readonly ids: readonly string[];
  readonly name: string;
  /** Such as `device_tv`, `os_android`, `user_child`. */
  readonly tags: readonly string[];
}

/** A filter list in AdGuard Home's settings. */
export interface FilterListInfo {
  readonly id: number;
  readonly name: string;
}

/** An address that AdGuard Home's DHCP server leased to a device. */
export interface DhcpLease {
  readonly mac: string;
  readonly address: string;
}

/**
 * Clients and filter lists in AdGuard Home's settings. It is part of the saved state, so that events that are read
 * again after a restart are counted in the same way.
 */
export interface AdguardMetadata {
  readonly clients: readonly AdguardClientInfo[];
  readonly filterLists: readonly FilterListInfo[];
  /** Leases of the clients that are known by a hardware address. Default: none. */
  readonly leases?: readonly DhcpLease[];
  /** Whether the query log holds anonymized addresses. Default: false. */
  readonly anonymizesClients?: boolean;
}

/** Metadata where AdGuard Home isn't queried. */
export const emptyMetadata: AdguardMetadata = { clients: [], filterLists: [] };
