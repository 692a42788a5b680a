import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { ExporterTls } from "homelab-dashboards/lab";
import { reasonOf } from "../log.js";

/** The texts of the files for mutual TLS. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** Files for TLS that can't be used; the message names the file and what is wrong with it, and nothing of what it holds. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}

const certificatePattern = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new CredentialsError(`${path}: can't be read (${reasonOf(error)})`);
  }
}

/** Without a certificate in its file Node would trust the world's authorities in place of the lab's own. */
function checkCertificates(path: string, text: string): void {
  const certificates = text.match(certificatePattern) ?? [];
  if (certificates.length === 0) throw new CredentialsError(`${path}: holds no certificate`);
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch {
    throw new CredentialsError(`${path}: holds a certificate that can't be read`);
  }
}

/**
 * Reads certificate, key and authorities, and sees to it that they can be used together.
 *
 * @throws {CredentialsError} where one is missing or broken, or the key isn't the certificate's
 */
export async function readCredentials(files: ExporterTls): Promise<Credentials> {
  const [cert, key, ca] = await Promise.all([files.certificate, files.key, files.client_ca].map(textOf));
  if (cert === undefined || key === undefined || ca === undefined) throw new CredentialsError("a file is missing");
  checkCertificates(files.certificate, cert);
  checkCertificates(files.client_ca, ca);
  try {
    createSecureContext({ cert, key });
  } catch {
    throw new CredentialsError(`${files.key}: is not the key of ${files.certificate}`);
  }
  return { cert, key, ca };
}

/** Whether nothing has changed. */
export const areSame = (left: Credentials, right: Credentials): boolean =>
  left.cert === right.cert && left.key === right.key && left.ca === right.ca;
