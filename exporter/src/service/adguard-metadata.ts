import type { AdguardClient } from "../adguard/client.js";
import { createDistinctRejections } from "../adguard/distinct-rejections.js";
import { fetchMetadata } from "../adguard/fetch-metadata.js";
import { AdguardError } from "../adguard/http-request.js";
import type { AdguardMetadata } from "../network/adguard-metadata.js";
import { isAborted, pause } from "../pause.js";
import type { SourceMetrics } from "../telemetry/source-metrics.js";

/** Milliseconds between two fetches. The metadata rarely changes. */
const defaultInterval = 300_000;

/** Milliseconds after the first failure. The time doubles with each further failure, up to the interval. */
const firstRetry = 5000;

/** Milliseconds that a first start waits for AdGuard Home. */
const firstStartTimeout = 5000;

/** Fetches the metadata once; undefined after a failure or five seconds. */
export async function fetchMetadataOnce(
  client: AdguardClient,
  signal: AbortSignal,
): Promise<AdguardMetadata | undefined> {
  try {
    return await fetchMetadata(client, AbortSignal.any([signal, AbortSignal.timeout(firstStartTimeout)]));
  } catch (error) {
    // The polling that follows reports the problem.
    if (error instanceof AdguardError) return undefined;
    throw error;
  }
}

export interface MetadataPollOptions {
  readonly client: AdguardClient;
  readonly metrics: Pick<SourceMetrics, "status" | "rejected">;
  readonly onMetadata: (metadata: AdguardMetadata) => Promise<void>;
  /** Milliseconds. Default: five minutes. */
  readonly interval?: number;
}

/**
 * Fetches AdGuard Home's clients and filter lists periodically until the signal.
 *
 * @throws an error of `onMetadata`; failures of AdGuard Home are reported as the status of the source
 */
export async function pollMetadata(options: MetadataPollOptions, signal: AbortSignal): Promise<void> {
  const { client, metrics, onMetadata, interval = defaultInterval } = options;
  const rejected = createDistinctRejections((reason) => {
    metrics.rejected(reason);
  });
  for (let failures = 0; !signal.aborted;) {
    let wait = interval;
    try {
      await onMetadata(await fetchMetadata(client, signal, rejected));
      metrics.status(undefined);
      failures = 0;
    } catch (error) {
      if (!(error instanceof AdguardError)) throw error;
      if (isAborted(signal)) return;
      metrics.status(error.message);
      wait = Math.max(error.retryAfter, Math.min(interval, firstRetry * 2 ** Math.min(failures, 10)));
      failures += 1;
    }
    await pause(wait, signal);
  }
}
