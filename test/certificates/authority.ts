import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto);

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const day = 86_400_000;

/** A certificate and its key, as PEM texts and as files. */
export interface Credentials {
  readonly certificate: string;
  readonly key: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

interface IssueOptions {
  readonly commonName: string;
  /** DNS names and addresses. */
  readonly names?: readonly string[];
  readonly use: "server" | "client" | "both";
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** A certificate authority whose files are removed after a test. */
export interface Authority extends AsyncDisposable {
  readonly directory: string;
  readonly certificate: string;
  readonly certificateFile: string;
  readonly issue: (fileName: string, options: IssueOptions) => Promise<Credentials>;
  readonly server: (fileName: string, names: readonly string[]) => Promise<Credentials>;
  readonly client: (fileName: string) => Promise<Credentials>;
  /** A client's certificate that expired yesterday. */
  readonly expiredClient: (fileName: string) => Promise<Credentials>;
  readonly remove: () => Promise<void>;
}

/** Creates a root authority with its files in a temporary directory. */
export async function createAuthority(commonName = "Temporary Root CA"): Promise<Authority> {
  const directory = await mkdtemp(join(tmpdir(), "homelab-authority-"));
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${commonName}`,
    notBefore: new Date(Date.now() - 30 * day),
    notAfter: new Date(Date.now() + 30 * day),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const certificate = root.toString("pem") + "\n";
  const certificateFile = join(directory, "root-ca.crt");
  await writeFile(certificateFile, certificate);

  const issue = async (fileName: string, options: IssueOptions): Promise<Credentials> => {
    const own = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const names = (options.names ?? []).map(
      (name) => ({ type: isIP(name) === 0 ? "dns" : "ip", value: name }) as const,
    );
    const issued = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject: `CN=${options.commonName}`,
      issuer: root.subject,
      notBefore: options.notBefore ?? new Date(Date.now() - day),
      notAfter: options.notAfter ?? new Date(Date.now() + 7 * day),
      signingAlgorithm: algorithm,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(purposes[options.use]),
        ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    const pem = issued.toString("pem") + "\n";
    const exported = await webcrypto.subtle.exportKey("pkcs8", own.privateKey);
    const key = x509.PemConverter.encode(exported, "PRIVATE KEY") + "\n";
    const credentials = {
      certificate: pem,
      key,
      certificateFile: join(directory, `${fileName}.crt`),
      keyFile: join(directory, `${fileName}.key`),
    };
    await writeFile(credentials.certificateFile, pem);
    await writeFile(credentials.keyFile, key, { mode: 0o600 });
    return credentials;
  };
  const remove = () => rm(directory, { recursive: true, force: true });
  return {
    directory,
    certificate,
    certificateFile,
    issue,
    server: (fileName, names) => issue(fileName, { commonName: names[0] ?? fileName, names, use: "server" }),
    client: (fileName) => issue(fileName, { commonName: fileName, use: "client" }),
    expiredClient: (fileName) =>
      issue(fileName, {
        commonName: fileName,
        use: "client",
        notBefore: new Date(Date.now() - 20 * day),
        notAfter: new Date(Date.now() - day),
      }),
    remove,
    [Symbol.asyncDispose]: remove,
  };
}

const purposes = {
  server: [x509.ExtendedKeyUsage.serverAuth],
  client: [x509.ExtendedKeyUsage.clientAuth],
  both: [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth],
};

function serialNumber() {
  // The first byte is below 0x80 for a positive number, and not 0, which would be shortened.
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return Buffer.from(bytes).toString("hex");
}
