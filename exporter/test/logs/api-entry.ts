import { seededRandom } from "../../../test/simulation/random.js";
import type { QueryEvent } from "../../src/events.js";
import type { DnsRecord } from "./dns-message.js";
import { goTime } from "./go-format.js";
import { wireName } from "./synthetic-home.js";
import { nanosecondsOf, type QueryLineOptions, reasonNumber, recordsOf, rulesOf, writtenType } from "./query-line.js";

const reasonNames = [
  "NotFilteredNotFound",
  "NotFilteredWhiteList",
  "NotFilteredError",
  "FilteredBlackList",
  "FilteredSafeBrowsing",
  "FilteredParental",
  "FilteredInvalid",
  "FilteredSafeSearch",
  "FilteredBlockedService",
  "Rewrite",
  "RewriteEtcHosts",
  "RewriteRule",
];

const valueOf = (record: DnsRecord): string => {
  if ("address" in record) return record.address;
  return "target" in record ? `${record.target}.` : '1 . alpn="h2"';
};

/** Formats nanoseconds as milliseconds by way of seconds, like AdGuard Home: 55,112 becomes `0.055111999999999994`. */
const elapsed = (nanoseconds: number): string =>
  String((Math.floor(nanoseconds / 1e9) + (nanoseconds % 1e9) / 1e9) * 1000);

/** Formats a query as an entry of AdGuard Home's API. */
export function apiEntry(event: QueryEvent, options: QueryLineOptions = {}): Readonly<Record<string, unknown>> {
  const { random = seededRandom(event.time), offset = 60 } = options;
  const reason = reasonNumber(event, random);
  const rules = rulesOf(event, reason).map((rule) => ({ filter_list_id: rule.FilterListID ?? 0, text: rule.Text }));
  const records = recordsOf(event, random);
  const ttl = Math.floor(random.unit() * 3600);
  const name = wireName(event.domain);
  return {
    ...(records.length === 0
      ? {}
      : { answer: records.map((record) => ({ type: record.type, value: valueOf(record), ttl })) }),
    ...(event.rcode === "" ? {} : { answer_dnssec: false, status: event.rcode }),
    cached: event.source === "cache",
    client: event.client,
    ...(event.clientId === "" ? {} : { client_id: event.clientId }),
    client_info: { whois: {}, name: "", disallowed_rule: "", disallowed: false },
    client_proto: event.clientId === "" ? "" : "doh",
    elapsedMs: elapsed(Math.round(event.duration * 1e9)),
    question: {
      class: "IN",
      name,
      type: writtenType(event, random),
      ...(name === event.domain ? {} : { unicode_name: event.domain }),
    },
    reason: reasonNames[reason],
    rules,
    ...(event.blockedService === "" ? {} : { service_name: event.blockedService }),
    time: goTime(event.time, nanosecondsOf(event), offset),
    upstream: event.upstream,
  };
}
