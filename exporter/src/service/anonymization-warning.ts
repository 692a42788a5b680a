import type { Log } from "../log.js";
import type { AdguardMetadata } from "../network/adguard-metadata.js";

/** Creates a function that warns once when AdGuard Home begins to anonymize clients. Call it with each metadata. */
export function createAnonymizationWarning(log: Pick<Log, "warn">): (metadata: AdguardMetadata) => void {
  let isAnonymized = false;
  return ({ anonymizesClients = false }) => {
    if (anonymizesClients && !isAnonymized)
      log.warn(
        "AdGuard Home anonymizes addresses: its queries are counted by zone only; set anonymize_client_ip to false for " +
          "figures of each client",
      );
    isAnonymized = anonymizesClients;
  };
}
