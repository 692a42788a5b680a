import type { ExporterTls } from "homelab-dashboards/lab";
import { describeError, type Log } from "../log.js";
import { areEqual, type Credentials, readCredentials } from "./credentials.js";

export interface CertificateReloadOptions {
  readonly tls: ExporterTls;
  /** The credentials in use. */
  readonly initial: Credentials;
  /** Puts new credentials into use. */
  readonly apply: (credentials: Credentials) => void;
  readonly log: Log;
}

/**
 * Creates a function that reads the TLS files and applies them if they have changed. Files that can't be used are
 * logged, and the credentials in use stay.
 */
export function createCertificateReload({ tls, initial, apply, log }: CertificateReloadOptions): () => Promise<void> {
  let current = initial;
  return async () => {
    try {
      const next = await readCredentials(tls);
      if (areEqual(next, current)) return;
      apply(next);
      current = next;
      log.info("renewed certificates are in use");
    } catch (error) {
      log.error("renewed certificates can't be used, the ones before stay", { reason: describeError(error) });
    }
  };
}
