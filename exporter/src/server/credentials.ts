import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { ExporterTls } from "homelab-dashboards/lab";
import { describeError } from "../log.js";

/** The texts of the files for mutual TLS. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** Files for TLS that can't be used; the message names key, file and what is wrong with it, and nothing of what it holds. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}

const certificatePattern = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** Where the lab names a file, and the file. */
const placeOf = (key: keyof ExporterTls, path: string) => `exporter.tls.${key}: ${path}`;

async function textOf(place: string, path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new CredentialsError(`${place} can't be read (${describeError(error)})`);
  }
}

/** Without a certificate in its file Node would trust the world's authorities in place of the lab's own. */
function checkCertificates(place: string, text: string): void {
  const certificates = text.match(certificatePattern) ?? [];
  if (certificates.length === 0) throw new CredentialsError(`${place} holds no certificate`);
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch {
    throw new CredentialsError(`${place} holds a certificate that can't be read`);
  }
}

/**
 * Reads certificate, key and authorities, and sees to it that they can be used together.
 *
 * @throws {CredentialsError} where one is missing or broken, or the key isn't the certificate's
 */
export async function readCredentials(files: ExporterTls): Promise<Credentials> {
  const places = {
    certificate: placeOf("certificate", files.certificate),
    key: placeOf("key", files.key),
    client_ca: placeOf("client_ca", files.client_ca),
  };
  const [cert, key, ca] = await Promise.all([
    textOf(places.certificate, files.certificate),
    textOf(places.key, files.key),
    textOf(places.client_ca, files.client_ca),
  ]);
  checkCertificates(places.certificate, cert);
  checkCertificates(places.client_ca, ca);
  try {
    createSecureContext({ cert, key });
  } catch {
    throw new CredentialsError(`${places.key} is not the key of ${files.certificate}`);
  }
  return { cert, key, ca };
}

/** Whether nothing has changed. */
export const areEqual = (left: Credentials, right: Credentials): boolean =>
  left.cert === right.cert && left.key === right.key && left.ca === right.ca;
