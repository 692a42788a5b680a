import type { Exporter } from "homelab-dashboards/lab";
import { AccessLedger } from "../ledger/access-ledger.js";
import { type Groups, limitsOf } from "../ledger/limits.js";
import { QueryLedger } from "../ledger/query-ledger.js";
import type { Network } from "../network/network.js";
import { inMilliseconds } from "../settings/duration.js";

/** Makes the ledgers of a lab, in which nothing has happened yet. */
export interface Ledgers {
  readonly access: (network: Network) => AccessLedger;
  readonly query: (network: Network) => QueryLedger;
}

/** What is counted, and how much at most, as the lab says it. */
export function ledgersOf({ limits, metrics }: Exporter): Ledgers {
  const seconds = (duration: string) => inMilliseconds(duration) / 1000;
  const expiry = { client: seconds(limits.client_expiry), domain: seconds(limits.domain_expiry) };
  const groups: Groups = {
    clients: metrics.client_tracking,
    domains: metrics.domain_mapping,
    zones: metrics.zone_analysis,
    devices: metrics.device_types,
    behaviour: metrics.behaviour,
  };
  return {
    access: (network) => new AccessLedger(network, limitsOf("access", limits, expiry), groups),
    query: (network) => new QueryLedger(network, limitsOf("query", limits, expiry), groups),
  };
}
