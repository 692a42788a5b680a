import { afterAll } from "vitest";
import { createAuthority, type Authority } from "./authority.js";
import { issueCertificates, type CertificateNames, type Certificates } from "./certificates.js";

export interface TestCertificates extends Certificates {
  /** The issuer of both certificates. */
  readonly authority: Authority;
  /** An authority that neither end trusts. */
  readonly stranger: Authority;
}

/** Certificates for the tests of a file, by default of the exporter and Prometheus; removed after the tests. */
export async function testCertificates(
  names: CertificateNames = { server: ["exporter.lab"], client: "prometheus" },
): Promise<TestCertificates> {
  const authority = await createAuthority();
  const stranger = await createAuthority("Another Root CA");
  afterAll(async () => {
    await authority.remove();
    await stranger.remove();
  });
  return { authority, stranger, ...(await issueCertificates(authority, names)) };
}
