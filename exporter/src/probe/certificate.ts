import type { PeerCertificate } from "node:tls";

/** A server's certificate, verified or not. */
export interface Certificate {
  readonly host: string;
  /** Common name of the subject; `""` for none. */
  readonly cn: string;
  /** Subject alternative names, joined by commas: names, then addresses and others, each sorted. */
  readonly sans: string;
  /** Validity, in unix seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Node returns an empty object or null without a certificate. */
export const isPresent = (certificate: Partial<PeerCertificate> | null) => certificate?.valid_to !== undefined;

/** Converts Node's certificate, or returns a message. */
export function toCertificate(peer: Partial<PeerCertificate>, host: string): Certificate | string {
  const notBefore = unixSeconds(peer.valid_from);
  const notAfter = unixSeconds(peer.valid_to);
  if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) return "it shows no certificate";
  return { host, cn: commonName(peer.subject?.CN), sans: alternativeNames(peer.subjectaltname), notBefore, notAfter };
}

const unixSeconds = (text = "") => Date.parse(text) / 1000;

const maxLabelLength = 1000;

/** The last common name of several, which is the most specific. */
function commonName(names: string | readonly string[] | undefined): string {
  const name = typeof names === "string" ? names : (names?.at(-1) ?? "");
  return sanitize(name);
}

/**
 * Converts `IP Address:10.0.3.7, DNS:grafana.lab` to `grafana.lab,10.0.3.7`. Names come first, since the first one stands
 * for a certificate without a common name, and since Traefik's own metric lists names alone.
 */
function alternativeNames(text = ""): string {
  const all = text.split(", ").map((name) => ({ isName: name.startsWith("DNS:"), value: name.replace(kind, "") }));
  const sorted = (isName: boolean) =>
    all.flatMap((one) => (one.isName === isName && one.value !== "" ? [one.value] : [])).sort();
  return sanitize([...sorted(true), ...sorted(false)].join(","));
}

const kind = /^(DNS|IP Address|URI|email):/;

/** Removes control characters and limits the length, since the text comes from the network. */
const sanitize = (text: string) => text.replace(/\p{C}/gu, "").slice(0, maxLabelLength);
