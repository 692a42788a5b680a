import { randomBytes } from "node:crypto";
import { readSmallFile } from "../regular-file.js";
import type { Lab } from "homelab-dashboards/lab";
import type { metrics } from "homelab-dashboards/metrics";
import { probeName } from "../probe-name.js";
import { exchangeDns } from "./dns-exchange.js";
import type { Deadline } from "./deadline.js";
import { createDnsQuery, type DnsResponse } from "./dns-message.js";

/** Settings of the probe in the lab. */
export type DnsProbe = Lab["exporter"]["probe"]["dns"];

export type DnsProbeTarget = DnsProbe["targets"][number];

/** `answers` asks for a name of the lab, `resolves` for a random one on the internet. */
export type DnsProbeKind = (typeof metrics.homelab_dns_probe_success.values.kind)[number];

export interface DnsProbeResult {
  /** Seconds until the answer or the failure. */
  readonly duration: number;
  /** A message for people; undefined for a success. */
  readonly failure: string | undefined;
}

/** Probes a DNS server once. It never throws. */
export async function probeDns(
  target: DnsProbeTarget,
  kind: DnsProbeKind,
  probe: Pick<DnsProbe, "name" | "outside_domain">,
  deadline: Deadline,
): Promise<DnsProbeResult> {
  const name = kind === "answers" ? probe.name : probeName(randomBytes(8), probe.outside_domain);
  const start = performance.now();
  const resultOf = (failure: string | undefined) => ({ duration: (performance.now() - start) / 1000, failure });
  try {
    const { address, port, protocol, server_name: serverName, ca } = target;
    const authority = protocol === "tls" && ca !== undefined ? { ca: await readSmallFile(ca) } : {};
    const server = { address, port, protocol, serverName, ...authority };
    return resultOf(failureOf(await exchangeDns(server, createDnsQuery(name), deadline), kind));
  } catch (error) {
    return resultOf(error instanceof Error ? error.message : String(error));
  }
}

/** The address by which AdGuard Home blocks a name. No random name has it on the internet. */
const blockingAddress = "0.0.0.0";

function failureOf({ rcode, addresses }: DnsResponse, kind: DnsProbeKind): string | undefined {
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN") return `it answered ${rcode}`;
  return kind === "resolves" && addresses.includes(blockingAddress)
    ? "it blocks the outside domain and doesn't resolve it"
    : undefined;
}
