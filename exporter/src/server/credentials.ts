import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { readSmallFile } from "../regular-file.js";
import type { ExporterTls } from "homelab-dashboards/lab";
import { describeError } from "../log.js";

/** Contents of the files for mutual TLS, in PEM. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** TLS files can't be used. The message has the key of the lab, the path and the reason, and none of the content. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}

const certificatePattern = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** The key of the lab and the path, for messages. */
const describeFile = (key: keyof ExporterTls, path: string) => `exporter.tls.${key}: ${path}`;

async function readText(description: string, path: string): Promise<string> {
  try {
    return (await readSmallFile(path)).toString("utf8");
  } catch (error) {
    throw new CredentialsError(`${description} can't be read (${describeError(error)})`);
  }
}

/** Rejects a file without certificates: with it, Node would trust public authorities instead of the lab's own. */
function checkCertificates(description: string, text: string): void {
  const certificates = text.match(certificatePattern) ?? [];
  if (certificates.length === 0) throw new CredentialsError(`${description} holds no certificate`);
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch {
    throw new CredentialsError(`${description} holds a certificate that can't be read`);
  }
}

/**
 * Reads certificate, key and authorities, and checks that they fit together.
 *
 * @throws {CredentialsError} where a file is missing or damaged, or the key doesn't match the certificate
 */
export async function readCredentials(files: ExporterTls): Promise<Credentials> {
  const descriptions = {
    certificate: describeFile("certificate", files.certificate),
    key: describeFile("key", files.key),
    client_ca: describeFile("client_ca", files.client_ca),
  };
  const [cert, key, ca] = await Promise.all([
    readText(descriptions.certificate, files.certificate),
    readText(descriptions.key, files.key),
    readText(descriptions.client_ca, files.client_ca),
  ]);
  checkCertificates(descriptions.certificate, cert);
  checkCertificates(descriptions.client_ca, ca);
  try {
    createSecureContext({ cert, key });
  } catch {
    throw new CredentialsError(`${descriptions.key} is not the key of ${files.certificate}`);
  }
  return { cert, key, ca };
}

export const areEqual = (left: Credentials, right: Credentials): boolean =>
  left.cert === right.cert && left.key === right.key && left.ca === right.ca;
