import { rmSync } from "node:fs";
import { join } from "node:path";
import { fc } from "../../../test/properties.js";
import { describe, expect, test } from "vitest";
import { createAdguardClient } from "../../src/adguard/client.js";
import { fetchMetadata } from "../../src/adguard/fetch-metadata.js";
import { AdguardError } from "../../src/adguard/http-request.js";
import { restoreMetadata } from "../../src/adguard/metadata-collector.js";
import { createQueryLogSource } from "../../src/adguard/query-log-source.js";
import { allGroups } from "../../src/aggregator/limits.js";
import { QueryAggregator } from "../../src/aggregator/query-aggregator.js";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import { createAccessLogParser } from "../../src/access-log/parse-line.js";
import { rejectionReasons } from "../../src/events.js";
import { emptyMetadata } from "../../src/network/adguard-metadata.js";
import { createNetwork } from "../../src/network/network.js";
import { explainQueryEntry } from "../../src/query-log/explain-shape.js";
import { parseQueryEntry } from "../../src/query-log/parse-entry.js";
import { parseQueryLine } from "../../src/query-log/parse-line.js";
import { durableFile } from "../../src/state/durable-file.js";
import { startFakeAdguard } from "../adguard/fake-adguard.js";
import { samplesOf, textOf, usual } from "../aggregator/samples.js";
import { trafficLab } from "../logs/lab.js";
import { scratchDirectory } from "../scratch-directory.js";

const { signal } = new AbortController();

/** Replaced by brackets of 20,000 levels in a response. */
const deep = "@deep@";

const withDeepLists = (json: string) => json.replaceAll(`"${deep}"`, "[".repeat(20_000) + "]".repeat(20_000));

/** Texts that are fields of every object, that a label can't hold, or that one of the parsers takes. */
const text = fc.constantFrom(
  ...["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "then", "length", "0", "", deep, deep],
  ...["a\u0000b", "line\nbreak", "\ud800", "\u202eabc", "x".repeat(3000), "€".repeat(1024), '"\\', "%s {0} $1"],
  ...["192.168.1.5", "10.0.0.0/8", "::1", "fe80::1%constructor", "1.1.1.1-1.1.1.9", "02:00:00:00:00:01", "anna"],
  ...[
    "2027-01-15T07:59:00Z",
    "2027-01-15T07:59:00.5Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "1",
    "-1",
    "1e400",
  ],
  ...[
    "NotFilteredNotFound",
    "FilteredBlackList",
    "FilteredBlockedService",
    "Rewrite",
    "A",
    "AAAA",
    "TYPE65",
    "TYPEconstructor",
  ],
  ...[
    "NOERROR",
    "SERVFAIL",
    "constructor://x",
    "__proto__:53",
    "udp://1.1.1.1:53",
    "||ads.example^",
    "0.0.0.0 ads.example",
  ],
);

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: text },
    fc.constantFrom(0, 1, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, 200, true, false, null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(text, tie("value"), { maxKeys: 3 }),
  ),
}));

/** An object with these fields, of which each may be missing or anything. */
const objectOf = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, right]) => [
        name,
        fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: value }),
      ]),
    ),
    { requiredKeys: [] },
  );

const texts = fc.array(text, { maxLength: 4 });

const listOf = (element: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.array(fc.oneof({ weight: 8, arbitrary: element }, value), { maxLength: 5 }) },
    value,
  );

const rules = fc.array(objectOf({ filter_list_id: fc.nat({ max: 3 }), text }), { maxLength: 3 });

const question = objectOf({ class: fc.constant("IN"), name: text, type: fc.constantFrom("A", "AAAA", "HTTPS") });

const entry = objectOf({
  time: fc.constantFrom("2027-01-15T07:59:00Z", "2027-01-15T07:59:00.000000001Z", "2027-01-15T07:59:01+01:00"),
  client: fc.constantFrom("192.168.1.5", "192.168.30.2", "2001:db8::1"),
  client_id: text,
  client_proto: text,
  question,
  reason: text,
  rules,
  service_name: text,
  cached: fc.boolean(),
  upstream: text,
  elapsedMs: fc.constantFrom("1", "0.25"),
  status: text,
  answer: fc.array(objectOf({ type: fc.constantFrom("A", "AAAA", "TXT"), value: text }), { maxLength: 3 }),
});

const filterList = objectOf({ id: fc.nat({ max: 3 }), name: text });

const lease = objectOf({ mac: fc.constantFrom("02:00:00:00:00:01", "02-00-00-00-00-02"), ip: text });

/** A response of each path. */
const responses = fc.record({
  clients: objectOf({ clients: listOf(objectOf({ name: text, ids: texts, tags: texts })) }),
  "filtering/status": objectOf({ filters: listOf(filterList), whitelist_filters: listOf(filterList) }),
  "dhcp/status": objectOf({ leases: listOf(lease), static_leases: listOf(lease) }),
  "querylog/config": objectOf({ anonymize_client_ip: fc.boolean() }),
  querylog: objectOf({ data: listOf(entry), oldest: text }),
});

const sample = /^[a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*\})? \S+$/u;

/** The exposition, after a check of each line. */
function checkedText({ registry }: QueryAggregator): string {
  const exposed = textOf(registry);
  for (const line of exposed.trimEnd().split("\n")) if (!line.startsWith("#")) expect(line).toMatch(sample);
  return exposed;
}

const countersIn = (exposed: string) => exposed.split("\n").filter((line) => /^[a-z_]+_total\b/.test(line));

/** Restores what was saved, as a restart does. */
function restored(aggregator: QueryAggregator): QueryAggregator {
  const parts: unknown = JSON.parse(JSON.stringify([...aggregator.save()]));
  const again = new QueryAggregator(aggregator.network, usual("query"), allGroups);
  again.restore(parts as unknown[]);
  return again;
}

test("any answer of any endpoint is counted or refused, saved and restored", { timeout: 120_000 }, async () => {
  await using adguard = await startFakeAdguard();
  const directory = scratchDirectory();
  const counted = new Set<string>();
  await fc.assert(
    fc.asyncProperty(responses, async (given) => {
      const bodies = new Map<string, unknown>(Object.entries(given));
      adguard.respondWith = ({ url = "" }, response) => {
        const path = new URL(url, "http://fake").pathname.replace("/control/", "");
        response.writeHead(200, { date: "Fri, 15 Jan 2027 08:00:00 GMT" });
        response.end(withDeepLists(JSON.stringify(bodies.get(path) ?? {})));
      };
      const client = createAdguardClient({ url: adguard.url, loginFile: durableFile(join(directory, "logins")) });
      const rejected = (reason: string) => {
        expect(rejectionReasons).toContain(reason);
        counted.add(reason);
      };
      const metadata = await fetchMetadata(client, signal, rejected).catch((error: unknown) => {
        expect(error).toBeInstanceOf(AdguardError);
        return emptyMetadata;
      });
      expect(restoreMetadata(JSON.parse(JSON.stringify(metadata)))).toEqual({ metadata, isComplete: true });

      const network = createNetwork(trafficLab, { metadata });
      const aggregator = new QueryAggregator(network, usual("query"), allGroups);
      aggregator.keepNamed();
      const walPath = join(directory, "journal");
      rmSync(`${walPath}.1`, { force: true });
      let events = 0;
      const read = async (position: unknown) => {
        const observer = { rejected, gap: () => undefined, rotated: () => undefined, status: () => undefined };
        const source = createQueryLogSource({
          ...{ client, observer, walPath, position, startAt: "start" as const },
          parse: parseQueryEntry,
          explainShape: explainQueryEntry,
        });
        await source.poll((event) => {
          aggregator.add(event);
          counted.add("event");
          events += 1;
        }, signal);
        await source.close();
        return JSON.parse(JSON.stringify(source.position ?? null)) as unknown;
      };
      const position = await read(undefined);
      const before = events;
      aggregator.tick(Date.UTC(2027, 0, 15, 8));
      expect(countersIn(checkedText(restored(aggregator)))).toEqual(countersIn(checkedText(aggregator)));
      await read(position);
      expect(events).toBe(before);
    }),
    { numRuns: 250 },
  );
  expect([...counted]).toEqual(expect.arrayContaining(["event", "incomplete", "implausible", "not-json", "too-deep"]));
});

describe("a line of a log", () => {
  const deepLine = (line: object) => Buffer.from(withDeepLists(JSON.stringify(line)));

  test.each(["client", "ClientHost", "RouterName", "ServiceURL", "RequestHost", "anything"])(
    "of the access log is rejected with 20,000 levels in %s",
    (field) => {
      expect(createAccessLogParser()(deepLine({ DownstreamStatus: 200, [field]: deep }))).toEqual({
        rejected: "too-deep",
      });
    },
  );

  test.each(["T", "QH", "Result", "Answer", "anything"])(
    "of the query log is rejected with 20,000 levels in %s",
    (field) => {
      expect(parseQueryLine(deepLine({ IP: "192.168.1.5", [field]: deep }))).toEqual({ rejected: "too-deep" });
    },
  );

  test("with names that are fields of every object is counted under these names", () => {
    const aggregator = new RequestAggregator(createNetwork(trafficLab), usual("access"), allGroups);
    const parse = createAccessLogParser();
    const names = ["constructor", "__proto__", "toString"];
    for (const name of names) {
      const line = {
        ...{ StartUTC: "2027-01-15T08:00:00Z", Duration: 1, ClientAddr: "192.168.1.5:1", RequestMethod: name },
        ...{
          DownstreamStatus: 200,
          RouterName: name,
          ServiceName: name,
          ServiceURL: "http://10.0.0.1",
          RequestHost: name,
        },
      };
      const result = parse(Buffer.from(JSON.stringify(line)));
      if ("event" in result) aggregator.add(result.event);
    }
    const counted = samplesOf(textOf(aggregator.registry)).filter(({ name }) => name === "traefik_requests_total");
    expect(counted.map(({ labels }) => labels["service"]).filter((name) => names.includes(name ?? ""))).toEqual(names);
  });
});
