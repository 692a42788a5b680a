import { isIP } from "node:net";
import type { TLSSocket } from "node:tls";

/**
 * Whether the client's certificate has one of the names as common name or alternative name. An empty list allows all.
 */
export function isClientAllowed(socket: TLSSocket, names: readonly string[]): boolean {
  if (names.length === 0) return true;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return false;
  // A wildcard in a client's certificate is compared literally and doesn't match other names.
  const exactly = { subject: "never", wildcards: false } as const;
  const common: unknown = certificate.toLegacyObject().subject.CN;
  const isCommonName = (name: string) => common === name || (Array.isArray(common) && common.includes(name));
  return names.some(
    (name) =>
      isCommonName(name) ||
      (isIP(name) === 0
        ? certificate.checkHost(name, exactly) !== undefined || certificate.checkEmail(name, exactly) !== undefined
        : certificate.checkIP(name) !== undefined),
  );
}
