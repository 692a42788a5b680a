import { isIP } from "node:net";
import type { TLSSocket } from "node:tls";

/** Whether a client's certificate holds one of the names, as its common name or an alternative name. No names allow all. */
export function isClientAllowed(socket: TLSSocket, names: readonly string[]): boolean {
  if (names.length === 0) return true;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return false;
  // An alternative name with a * in it is a name that somebody was given, not a licence for all that it fits.
  const exactly = { subject: "never", wildcards: false } as const;
  const common: unknown = certificate.toLegacyObject().subject.CN;
  const isCommon = (name: string) => common === name || (Array.isArray(common) && common.includes(name));
  return names.some(
    (name) =>
      isCommon(name) ||
      (isIP(name) === 0
        ? certificate.checkHost(name, exactly) !== undefined || certificate.checkEmail(name, exactly) !== undefined
        : certificate.checkIP(name) !== undefined),
  );
}
