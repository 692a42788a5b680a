import { connect, type PeerCertificate } from "node:tls";
import { isIP } from "node:net";

/** A TLS server. */
export interface ProbeTarget {
  /** Its name, for SNI and for the label `host`. */
  readonly host: string;
  readonly port: number;
  /** Address to connect to. Default: the host, resolved. */
  readonly address?: string;
}

/** The certificate of a target, verified or not. */
export interface Certificate {
  readonly host: string;
  /** Common name of the subject; `""` for none. */
  readonly cn: string;
  /** Subject alternative names, sorted and joined by commas. */
  readonly sans: string;
  /** End of validity, in unix seconds. */
  readonly notAfter: number;
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
    const certificate = toCertificate(await peerCertificate(target, timeout, signal), target.host);
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

function peerCertificate(target: ProbeTarget, timeout: number, signal: AbortSignal): Promise<PeerCertificate> {
  const { host, port, address = host } = target;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: address,
      port,
      // SNI allows no addresses.
      ...(isIP(host) === 0 && { servername: host }),
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

/** Node returns an empty object or null without a certificate. */
const isPresent = (certificate: Partial<PeerCertificate> | null) => certificate?.valid_to !== undefined;

/** Converts Node's certificate, or returns a message. */
function toCertificate(peer: Partial<PeerCertificate>, host: string): Certificate | string {
  const notAfter = Date.parse(peer.valid_to ?? "") / 1000;
  if (Number.isNaN(notAfter)) return "it shows no certificate";
  return { host, cn: commonName(peer.subject?.CN), sans: alternativeNames(peer.subjectaltname), notAfter };
}

const maxLabelLength = 1000;

/** The last common name of several, which is the most specific. */
function commonName(names: string | readonly string[] | undefined): string {
  const name = typeof names === "string" ? names : (names?.at(-1) ?? "");
  return sanitize(name);
}

/** Converts `DNS:grafana.lab, IP Address:10.0.3.7` to `10.0.3.7,grafana.lab`. */
function alternativeNames(names: string | undefined): string {
  const all = (names ?? "").split(", ").map((name) => name.replace(/^(DNS|IP Address|URI|email):/, ""));
  return sanitize(
    all
      .filter((name) => name !== "")
      .sort()
      .join(","),
  );
}

/** Removes control characters and limits the length, since the text comes from the network. */
const sanitize = (text: string) => text.replace(/\p{C}/gu, "").slice(0, maxLabelLength);
