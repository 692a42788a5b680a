import type { Exporter } from "homelab-dashboards/lab";
import { type AdguardClient, createAdguardClient } from "../adguard/client.js";
import { AdguardError } from "../adguard/http-request.js";
import { fetchMetadata } from "../adguard/fetch-metadata.js";
import type { AdguardMetadata } from "../network/adguard-metadata.js";
import { isAborted, pause } from "../pause.js";
import type { SourceMetrics } from "../telemetry/source-metrics.js";
import { durableFile } from "../state/durable-file.js";

/** AdGuard Home's API; undefined where the lab has no URL of it. Failed logins are remembered beside the state. */
export function adguardClientOf({ adguard, state_file: state }: Exporter): AdguardClient | undefined {
  if (adguard?.url === undefined) return undefined;
  const { url, username, password_file: passwordFile, ca, certificate, key, server_name: serverName } = adguard;
  return createAdguardClient({
    url,
    loginFile: durableFile(`${state}.logins`),
    ...(username !== undefined && passwordFile !== undefined && { username, passwordFile }),
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && key !== undefined && { certificate, key }),
    ...(serverName !== undefined && { serverName }),
  });
}

/** How often AdGuard Home is asked for its clients and filter lists, in milliseconds: people rarely change them. */
const usualInterval = 300_000;

/** How long to wait after the first failure, in milliseconds; twice as long after each that follows. */
const firstWait = 5000;

/** How long a first start waits for AdGuard Home, in milliseconds. */
const longestFirstWait = 5000;

/** What AdGuard Home tells; undefined where it doesn't within five seconds. */
export async function fetchMetadataOnce(
  adguard: AdguardClient,
  signal: AbortSignal,
): Promise<AdguardMetadata | undefined> {
  try {
    return await fetchMetadata(adguard, AbortSignal.any([signal, AbortSignal.timeout(longestFirstWait)]));
  } catch (error) {
    // It is asked again in a moment, and what stands in the way is told then.
    if (error instanceof AdguardError) return undefined;
    throw error;
  }
}

export interface MetadataPollOptions {
  readonly adguard: AdguardClient;
  readonly metrics: Pick<SourceMetrics, "status">;
  /** Takes what AdGuard Home tells. */
  readonly onMetadata: (known: AdguardMetadata) => Promise<void>;
  /** How often to ask, in milliseconds. Default: five minutes. */
  readonly interval?: number;
}

/** Asks AdGuard Home now and then for its clients and filter lists, until the signal. */
export async function pollMetadata(options: MetadataPollOptions, signal: AbortSignal): Promise<void> {
  const { adguard, metrics: report, onMetadata: learn, interval = usualInterval } = options;
  for (let failures = 0; !signal.aborted;) {
    let wait = interval;
    try {
      await learn(await fetchMetadata(adguard, signal));
      report.status(undefined);
      failures = 0;
    } catch (error) {
      if (!(error instanceof AdguardError)) throw error;
      if (isAborted(signal)) return;
      report.status(error.message);
      wait = Math.max(error.retryAfter, Math.min(interval, firstWait * 2 ** Math.min(failures, 10)));
      failures += 1;
    }
    await pause(wait, signal);
  }
}
