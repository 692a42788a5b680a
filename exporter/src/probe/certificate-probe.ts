import { connect, type PeerCertificate } from "node:tls";
import { isIP } from "node:net";

/** Where somebody answers by TLS. */
export interface ProbeTarget {
  /** Its name, which is asked for and which the metrics carry. */
  readonly host: string;
  readonly port: number;
  /** Where to connect to. Default: the host, looked up. */
  readonly address?: string;
}

/** The certificate that an endpoint shows, whoever signed it and whether it is still right. */
export interface Certificate {
  readonly host: string;
  /** Common name of whom it is for; `""` for none. */
  readonly cn: string;
  /** Names and addresses that it is for besides, in order, with commas between. */
  readonly sans: string;
  /** Unix seconds. */
  readonly notAfter: number;
}

export type ProbeResult =
  | { readonly endpoint: ProbeTarget; readonly certificate: Certificate }
  /** `failure` says for people why there is none. */
  | { readonly endpoint: ProbeTarget; readonly failure: string };

/**
 * Looks at the certificate of an endpoint. It is looked at, not trusted: one that has expired, or that nobody knows, is
 * what this is for. Nothing is sent and no certificate is shown; an endpoint that wants one has shown its own by then.
 * It never throws.
 *
 * @param timeout for all of it, in milliseconds
 */
export async function probeTarget(endpoint: ProbeTarget, timeout: number, signal: AbortSignal): Promise<ProbeResult> {
  try {
    const certificate = certificateFrom(await shownBy(endpoint, timeout, signal), endpoint.host);
    return typeof certificate === "string" ? { endpoint, failure: certificate } : { endpoint, certificate };
  } catch (error) {
    return { endpoint, failure: reasonOf(error) };
  }
}

/** OpenSSL says where in its code it failed; what failed stands beside. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "reason" in error && typeof error.reason === "string" ? error.reason : error.message;
}

/** How many are looked at at once. */
const atOnce = 4;

/**
 * Looks at the certificates of all endpoints, a few at a time.
 *
 * @param timeout for each, in milliseconds
 */
export async function probeTargets(
  endpoints: readonly ProbeTarget[],
  timeout: number,
  signal: AbortSignal,
): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (let start = 0; start < endpoints.length && !signal.aborted; start += atOnce)
    results.push(
      ...(await Promise.all(endpoints.slice(start, start + atOnce).map((each) => probeTarget(each, timeout, signal)))),
    );
  return results;
}

function shownBy(endpoint: ProbeTarget, timeout: number, signal: AbortSignal): Promise<PeerCertificate> {
  const { host, port, address = host } = endpoint;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: address,
      port,
      // An address may not be asked for by name.
      ...(isIP(host) === 0 && { servername: host }),
      rejectUnauthorized: false,
      // Old devices in the house have old certificates.
      minVersion: "TLSv1",
      ciphers: "DEFAULT:@SECLEVEL=0",
    });
    const end = (error?: Error) => {
      clearTimeout(late);
      signal.removeEventListener("abort", stop);
      socket.destroy();
      if (error !== undefined) reject(error);
    };
    const stop = () => end(new Error("it was stopped"));
    const late = setTimeout(() => end(new Error(`it took longer than ${timeout / 1000} seconds`)), timeout);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    socket.once("error", (error: Error) => {
      // Up to TLS 1.2 the other side breaks off where it misses a client's certificate, and has shown its own by then.
      if (isShown(socket.getPeerCertificate())) resolve(socket.getPeerCertificate());
      end(error);
    });
    socket.once("close", () => end(new Error("the connection was closed")));
    socket.once("secureConnect", () => {
      resolve(socket.getPeerCertificate());
      end();
    });
  });
}

/** Without one it is an empty object, or none at all. */
const isShown = (certificate: Partial<PeerCertificate> | null) => certificate?.valid_to !== undefined;

/** A certificate, or what is wrong with it. */
function certificateFrom(shown: Partial<PeerCertificate>, host: string): Certificate | string {
  const notAfter = Date.parse(shown.valid_to ?? "") / 1000;
  if (Number.isNaN(notAfter)) return "it shows no certificate";
  return { host, cn: nameFrom(shown.subject?.CN), sans: sansFrom(shown.subjectaltname), notAfter };
}

/** The greatest length of what the metrics carry. */
const longest = 1000;

/** A certificate may have several common names; the last is the most particular. */
function nameFrom(names: string | readonly string[] | undefined): string {
  const name = typeof names === "string" ? names : (names?.at(-1) ?? "");
  return plain(name);
}

/** `DNS:grafana.lab, IP Address:10.0.3.7` is `10.0.3.7,grafana.lab`. */
function sansFrom(names: string | undefined): string {
  const all = (names ?? "").split(", ").map((name) => name.replace(/^(DNS|IP Address|URI|email):/, ""));
  return plain(
    all
      .filter((name) => name !== "")
      .sort()
      .join(","),
  );
}

/** A stranger wrote it: nothing that breaks lines, and not without end. */
const plain = (text: string) => text.replace(/\p{C}/gu, "").slice(0, longest);
