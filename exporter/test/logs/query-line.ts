import { type Random, seededRandom } from "../../../test/simulation/random.js";
import type { QueryEvent } from "../../src/events.js";
import { type DnsRecord, typeNumbers, writeMessage } from "./dns-message.js";
import { goJson, goTime } from "./go-format.js";
import { wireName } from "./synthetic-home.js";

export interface QueryLineOptions {
  readonly random?: Random;
  /** Offset of AdGuard Home's time zone from UTC, in minutes. */
  readonly offset?: number;
}

const rcodes = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];

/** AdGuard Home's number of the reason. */
export function reasonNumber(event: QueryEvent, random: Random): number {
  switch (event.reason) {
    case "blocklist":
      return event.filterLists.length === 0 ? 6 : 3;
    case "custom":
      return 3;
    case "safebrowsing":
      return 4;
    case "parental":
      return 5;
    case "safesearch":
      return 7;
    case "service":
      return 8;
    case "":
      if (event.source === "rewrite") return 9 + Math.floor(random.unit() * 3);
      return event.filterLists.length > 0 ? 1 : random.unit() < 0.01 ? 2 : 0;
  }
}

interface Rule {
  readonly Text: string;
  readonly FilterListID?: number;
  readonly IP?: string;
}

/** The matched rules. AdGuard Home's own services have lists with negative ids. */
export function rulesOf(event: QueryEvent, reason: number): readonly Rule[] {
  const name = wireName(event.domain);
  const text = `||${name}^`;
  switch (reason) {
    case 1:
      return event.filterLists.map((id) => ({ Text: `@@${text}`, FilterListID: id }));
    case 3:
      if (event.reason === "custom") return [{ Text: `/${name}\\d+&<ad>/` }];
      return event.filterLists.map((id) => ({ Text: text, FilterListID: id }));
    case 4:
      return [{ Text: "adguard-malware-shavar", FilterListID: -4 }];
    case 5:
      return [{ Text: "parental CATEGORY_BLACKLISTED", FilterListID: -3 }];
    case 7:
      return [{ Text: "", FilterListID: -5, IP: "216.239.38.120" }];
    case 8:
      return [{ Text: text, FilterListID: -2 }];
    case 10:
      return event.addresses.map((address) => ({ Text: `${address} ${name}`, FilterListID: -1 }));
    case 11:
      return [{ Text: `|${name}^$dnsrewrite=NOERROR` }];
    default:
      return [];
  }
}

function resultOf(event: QueryEvent, reason: number) {
  const rules = rulesOf(event, reason);
  return {
    ...(reason === 11 ? { DNSRewriteResult: { RCode: 0, Response: { 1: event.addresses } } } : {}),
    ...(reason === 9 ? { CanonName: "nas.lab", IPList: event.addresses } : {}),
    ...(event.blockedService === "" ? {} : { ServiceName: event.blockedService }),
    ...(rules.length === 0 ? {} : { Rules: rules }),
    ...(reason === 0 ? {} : { Reason: reason }),
    ...(event.outcome === "blocked" ? { IsFiltered: true } : {}),
  };
}

const isAddressType = (type: string) => type === "A" || type === "AAAA";

/** The CNAME chain of an answer. */
const chainOf = (event: QueryEvent, random: Random): readonly string[] =>
  event.addresses.length > 0 && random.unit() < 0.3 ? ["edge-7.cdn.example.net", "e1234.g.example.org"] : [];

const soa = [0, 0, 0, 0, 0, 1, 0, 0, 14, 16, 0, 0, 14, 16, 0, 9, 58, 128, 0, 1, 81, 128];

/** The records of the answer: CNAME chain and addresses, or the unspecified address for a blocked query. */
export function recordsOf(event: QueryEvent, random: Random): readonly DnsRecord[] {
  const name = wireName(event.domain);
  if (event.rcode !== "NOERROR") return [];
  if (event.outcome === "blocked") {
    if (event.type === "A") return [{ type: "A", name, address: "0.0.0.0" }];
    return event.type === "AAAA" ? [{ type: "AAAA", name, address: "::" }] : [];
  }
  const chain = chainOf(event, random);
  const owners = [name, ...chain];
  const owner = owners.at(-1) ?? name;
  const aliases = chain.map((target, index): DnsRecord => ({ type: "CNAME", name: owners[index] ?? name, target }));
  if (isAddressType(event.type)) {
    const type = event.type === "A" ? "A" : "AAAA";
    return [...aliases, ...event.addresses.map((address): DnsRecord => ({ type, name: owner, address }))];
  }
  if (event.type === "HTTPS") return [{ type: "HTTPS", name, data: [0, 1, 0, 0, 1, 0, 3, 2, 0x68, 0x32] }];
  if (event.type === "PTR") return [{ type: "PTR", name, target: "printer.lab" }];
  return event.type === "TXT" ? [{ type: "TXT", name, data: [5, 0x76, 0x3d, 0x00, 0x66, 0xff] }] : [];
}

/** The query type as AdGuard Home writes it. */
export const writtenType = (event: QueryEvent, random: Random): string => {
  if (event.type === "other") return "TYPE65534";
  return event.type === "HTTPS" && random.unit() < 0.1 ? "TYPE65" : event.type;
};

function answerOf(event: QueryEvent, random: Random): string | undefined {
  if (event.rcode === "") return undefined;
  const name = wireName(event.domain);
  const answers = recordsOf(event, random);
  const number = Object.entries(typeNumbers).find(([type]) => type === event.type)?.[1] ?? 65534;
  const message = writeMessage({
    id: Math.floor(random.unit() * 65536),
    rcode: rcodes.indexOf(event.rcode),
    name,
    type: number,
    ttl: Math.floor(random.unit() * 3600),
    answers,
    authorities: answers.length === 0 ? [{ type: "SOA", name, data: soa }] : [],
    additionals: random.unit() < 0.5 ? [{ type: "OPT", name: ".", data: [] }] : [],
  });
  return message.toString("base64");
}

/** Nanoseconds after the event's millisecond. AdGuard Home's file and its API give a query the same time. */
export function nanosecondsOf({ time, client, domain }: QueryEvent): number {
  let seed = time;
  for (const character of `${client} ${domain}`) seed = Math.imul(seed, 31) + character.charCodeAt(0);
  return Math.floor(seededRandom(seed).unit() * 1e6);
}

/** Formats a query as a line of querylog.json, in 5 % of cases with the field order of old versions. */
export function queryLine(event: QueryEvent, options: QueryLineOptions = {}): string {
  const { random = seededRandom(event.time), offset = 60 } = options;
  const reason = reasonNumber(event, random);
  const answer = answerOf(event, random);
  const isOld = random.unit() < 0.05;
  const protocol = event.clientId === "" ? "" : "doh";
  const fields = {
    ...(isOld ? { IP: event.client } : {}),
    T: goTime(event.time, nanosecondsOf(event), offset),
    QH: wireName(event.domain),
    QT: writtenType(event, random),
    QC: "IN",
    ...(random.unit() < 0.01 ? { ECS: "192.0.2.0/24" } : {}),
    ...(event.clientId === "" ? {} : { CID: event.clientId }),
    CP: protocol,
    ...(event.upstream === "" ? {} : { Upstream: event.upstream }),
    ...(answer === undefined ? {} : { Answer: answer }),
    ...(event.reason === "safesearch" && answer !== undefined ? { OrigAnswer: answer } : {}),
    ...(isOld ? {} : { IP: event.client }),
    Result: resultOf(event, reason),
    Elapsed: Math.round(event.duration * 1e9),
    ...(event.source === "cache" ? { Cached: true } : {}),
    ...(random.unit() < 0.1 ? { AD: true } : {}),
  };
  return goJson(fields);
}
