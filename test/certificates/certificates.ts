import type { Authority, Credentials } from "./authority.js";

/** The certificates of a connection. */
export interface Certificates {
  readonly server: Credentials;
  readonly client: Credentials;
}

export interface CertificateNames {
  /** DNS names and addresses of the server. The file is called as the first label of the first name. */
  readonly server: readonly [string, ...string[]];
  readonly client: string;
}

/** Issues a server's and a client's certificate. */
export async function issueCertificates(authority: Authority, names: CertificateNames): Promise<Certificates> {
  const [fileName = ""] = names.server[0].split(".");
  return {
    server: await authority.server(fileName, names.server),
    client: await authority.client(names.client),
  };
}
