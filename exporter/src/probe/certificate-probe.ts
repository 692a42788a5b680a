import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect, type PeerCertificate } from "node:tls";
import { readSmallFile } from "../regular-file.js";
import { type Certificate, isPresent, toCertificate } from "./certificate.js";

/** A TLS server. */
export interface ProbeTarget {
  /** Value of the label `host`. */
  readonly host: string;
  readonly port: number;
  /** Name that is sent (SNI). Default: the host. */
  readonly serverName?: string;
  /** Address to connect to. Default: the server name, resolved. */
  readonly address?: string;
  /**
   * File of the exporter's own certificate, where the port is its own. A certificate there that holds the server name is
   * used without a connection, which the exporter would refuse and count.
   */
  readonly ownCertificate?: string;
  /** Whether the server may be missing. */
  readonly isAssumed?: boolean;
}

export type ProbeResult =
  | { readonly target: ProbeTarget; readonly certificate: Certificate }
  /** `failure` is a message for people. */
  | { readonly target: ProbeTarget; readonly failure: string };

/**
 * Fetches the certificate of a target without verifying it, so that expired and self-signed ones are reported as well.
 * No data and no client certificate is sent; a target that requires one has sent its own before. It never throws.
 *
 * @param timeout for the whole handshake, in milliseconds
 */
export async function probeTarget(target: ProbeTarget, timeout: number, signal: AbortSignal): Promise<ProbeResult> {
  try {
    const peer = (await ownCertificate(target)) ?? (await peerCertificate(target, timeout, signal));
    const certificate = toCertificate(peer, target.host);
    return typeof certificate === "string" ? { target, failure: certificate } : { target, certificate };
  } catch (error) {
    return { target, failure: reasonOf(error) };
  }
}

/** OpenSSL's errors have a field for the reason; their message also contains the place in OpenSSL's code. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "reason" in error && typeof error.reason === "string" ? error.reason : error.message;
}

const maxConcurrent = 4;

/**
 * Probes targets, four at a time, until the signal.
 *
 * @param timeout for each target, in milliseconds
 */
export async function probeTargets(
  targets: readonly ProbeTarget[],
  timeout: number,
  signal: AbortSignal,
): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (let start = 0; start < targets.length && !signal.aborted; start += maxConcurrent)
    results.push(
      ...(await Promise.all(
        targets.slice(start, start + maxConcurrent).map((each) => probeTarget(each, timeout, signal)),
      )),
    );
  return results;
}

async function ownCertificate(target: ProbeTarget): Promise<PeerCertificate | undefined> {
  const { host, serverName = host, ownCertificate: file } = target;
  if (file === undefined) return undefined;
  const certificate = new X509Certificate(await readSmallFile(file));
  const name = isIP(serverName) === 0 ? certificate.checkHost(serverName) : certificate.checkIP(serverName);
  return name === undefined ? undefined : certificate.toLegacyObject();
}

function peerCertificate(target: ProbeTarget, timeout: number, signal: AbortSignal): Promise<PeerCertificate> {
  const { host, port, serverName = host, address = serverName } = target;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: address,
      port,
      // SNI allows no addresses.
      ...(isIP(serverName) === 0 && { servername: serverName }),
      rejectUnauthorized: false,
      // Old devices support only old protocols and ciphers.
      minVersion: "TLSv1",
      ciphers: "DEFAULT:@SECLEVEL=0",
    });
    const end = (error?: Error) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      socket.destroy();
      if (error !== undefined) reject(error);
    };
    const stop = () => end(new Error("it was stopped"));
    const timer = setTimeout(() => end(new Error(`it took longer than ${timeout / 1000} seconds`)), timeout);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    socket.once("error", (error: Error) => {
      // Up to TLS 1.2 a server that requires a client certificate fails after it has sent its own.
      if (isPresent(socket.getPeerCertificate())) resolve(socket.getPeerCertificate());
      end(error);
    });
    socket.once("close", () => end(new Error("the connection was closed")));
    socket.once("secureConnect", () => {
      resolve(socket.getPeerCertificate());
      end();
    });
  });
}
