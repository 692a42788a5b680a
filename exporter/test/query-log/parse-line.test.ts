import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { seededRandom } from "../../../test/simulation/random.js";
import { type QueryEvent, type RejectionReason, rejectionReasons } from "../../src/events.js";
import { parseQueryLine } from "../../src/query-log/parse-line.js";
import { writeMessage } from "../logs/dns-message.js";
import { queries } from "../logs/queries.js";
import { queryLine } from "../logs/query-line.js";
import { isValidQuery } from "./invariants.js";

const parseText = (text: string) => parseQueryLine(Buffer.from(text));

describe("lines of a day", () => {
  const random = seededRandom(7);
  const events = [...queries({ seed: 3, count: 6000 })];
  const lines = events.map((event) => queryLine(event, { random, offset: -150 }));

  it("are parsed to the events that they were written from", () => {
    expect(lines.map(parseText)).toEqual(events.map((event) => ({ event })));
  });

  it("have all variants of the format", () => {
    const text = lines.join("\n");
    const shapes = [
      ...Array.from({ length: 11 }, (_, index) => `"Reason":${index + 1}`),
      ...[
        '"Result":{}',
        '{"IP":',
        '"CID":',
        '"Cached":true',
        '"QT":"HTTPS"',
        '"QT":"TYPE65"',
        "IPList",
        "xn--",
        "\\u0026",
      ],
      ...["DNSRewriteResult", '"ServiceName":', '"FilterListID":-3', '"OrigAnswer":', '"AD":true', "TYPE65534"],
    ];
    expect(shapes.filter((shape) => !text.includes(shape))).toEqual([]);
    const has = (find: Partial<QueryEvent>) =>
      expect(
        events.find((event) => Object.entries(find).every(([key, value]) => event[key as keyof QueryEvent] === value)),
      ).toBeDefined();
    for (const rcode of ["NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED", ""]) has({ rcode, outcome: "allowed" });
    for (const reason of ["blocklist", "safebrowsing", "parental", "safesearch", "service", "custom"] as const)
      has({ reason });
    for (const source of ["upstream", "cache", "filter", "rewrite"] as const) has({ source, outcome: "allowed" });
    for (const type of ["A", "AAAA", "HTTPS", "PTR", "TXT", "SRV", "other"]) has({ type });
  });
});

/** A real answer of three records with compression pointers. */
const packed =
  "nHKBgAABAAMAAAAABHNlbGYGZXZlbnRzBGRhdGEJbWljcm9zb2Z0A2NvbQAAAQABwAwABQABAAALcAAlEHNlbGYtZXZlbnRzLWRhdGEO" +
  "dHJhZmZpY21hbmFnZXIDbmV0AMA8AAUAAQAAADcAIBRza3lwZWRhdGFwcmRjb2x3dXMwMwhjbG91ZGFwcMBcwG0AAQABAAAABQAENHKeNQ==";

const simple = {
  T: "2025-01-06T10:00:00.25+01:00",
  QH: "self.events.data.microsoft.com",
  QT: "A",
  QC: "IN",
  CP: "",
  Upstream: "https://dns10.quad9.net:443/dns-query",
  Answer: packed,
  IP: "192.168.1.50",
  Result: {},
  Elapsed: 1_984_088_333,
};

const event: QueryEvent = {
  time: Date.UTC(2025, 0, 6, 9, 0, 0, 250),
  client: "192.168.1.50",
  clientId: "",
  domain: "self.events.data.microsoft.com",
  type: "A",
  outcome: "allowed",
  reason: "",
  filterLists: [],
  blockedService: "",
  source: "upstream",
  upstream: "https://dns10.quad9.net:443/dns-query",
  duration: 1.984088333,
  rcode: "NOERROR",
  addresses: ["52.114.158.53"],
};

const parseFields = (fields: object) => parseText(JSON.stringify({ ...simple, ...fields }));

const blocked = { outcome: "blocked", source: "filter", addresses: [] } as const;

/** The header of an answer, without its records. */
const headerAlone = Buffer.from(packed, "base64").subarray(0, 12);

describe("a line", () => {
  it("becomes an event", () => expect(parseFields({})).toEqual({ event }));

  it.each<[string, object, Partial<QueryEvent>]>([
    ["without an answer", { Answer: undefined }, { rcode: "", addresses: [] }],
    ["without a result", { Result: undefined }, {}],
    ["from the cache", { Cached: true }, { source: "cache" }],
    ["answered by AdGuard Home itself", { Upstream: undefined }, { source: "filter", upstream: "" }],
    ["of another type, whose records aren't decoded", { QT: "TXT" }, { type: "TXT", addresses: [] }],
    ["of a rare type", { QT: "TYPE999" }, { type: "other", addresses: [] }],
    ["of the root", { QH: "." }, { domain: "." }],
    ["of the root, as old versions wrote it", { QH: "" }, { domain: "." }],
    ["of a name in capitals", { QH: "EXAMPLE.com." }, { domain: "example.com" }],
    ["of a name with escaped bytes", { QH: "a\\000b.lab" }, { domain: "a\\000b.lab" }],
    ["of a client with an IPv4-mapped address", { IP: "::ffff:192.168.1.50" }, {}],
    ["of a client with an uncompressed address", { IP: "FD00:0:0:0:0:0:0:7%eth0" }, { client: "fd00::7" }],
    ["of a client with an id", { CID: "phone" }, { clientId: "phone" }],
    [
      "blocked by a list",
      { Result: { IsFiltered: true, Reason: 3, Rules: [{ FilterListID: 5 }] } },
      { ...blocked, reason: "blocklist", filterLists: [5] },
    ],
    [
      "blocked by the same list twice",
      { Result: { Reason: 3, Rules: [{ FilterListID: 5 }, { FilterListID: 5 }] } },
      { ...blocked, reason: "blocklist", filterLists: [5] },
    ],
    [
      "blocked by a rule of the user",
      { Result: { Reason: 3, Rules: [{ Text: "||x^" }] } },
      { ...blocked, reason: "custom" },
    ],
    [
      "blocked by a list, as old versions wrote it",
      { Result: { IsFiltered: true, Reason: 3, Rule: "||x^", FilterID: 5 } },
      { ...blocked, reason: "blocklist", filterLists: [5] },
    ],
    [
      "blocked by a rule of the user, as old versions wrote it",
      { Result: { IsFiltered: true, Reason: 3, Rule: "||x^" } },
      { ...blocked, reason: "custom" },
    ],
    [
      "allowed by a list, as old versions wrote it",
      { Result: { Reason: 1, Rule: "@@||x^", FilterID: 5 } },
      { filterLists: [5] },
    ],
    ["blocked without rules", { Result: { Reason: 3 } }, { ...blocked, reason: "blocklist" }],
    [
      "blocked as a service",
      { Result: { Reason: 8, ServiceName: "tiktok" } },
      { ...blocked, reason: "service", blockedService: "tiktok" },
    ],
    [
      "blocked for an unknown reason",
      { Result: { Reason: 77, IsFiltered: true } },
      { ...blocked, reason: "blocklist" },
    ],
    ["passed for an unknown reason", { Result: { Reason: 77 } }, {}],
    ["rewritten by a hosts file", { Result: { Reason: 10, Rules: [{ FilterListID: -1 }] } }, { source: "rewrite" }],
  ])("%s", (_, fields, expected) => expect(parseFields(fields)).toEqual({ event: { ...event, ...expected } }));

  const hostsRule = (...rules: readonly object[]) => ({ Result: { IsFiltered: true, Reason: 3, Rules: rules } });
  const ofUser = { ...blocked, reason: "custom" } as const;

  it.each<[string, object, Partial<QueryEvent>]>([
    [
      "gives an address",
      hostsRule({ Text: "192.168.10.5 nas.home.example", IP: "192.168.10.5" }),
      { source: "rewrite" },
    ],
    ["has no address of the type", hostsRule({ Text: "192.168.10.5\tnas.home.example" }), { source: "rewrite" }],
    ["gives an IPv6 address", hostsRule({ Text: " fd00::5  nas.lab # storage" }), { source: "rewrite" }],
    [
      "is in a list",
      hostsRule({ Text: "216.239.38.120 www.google.com", FilterListID: 9 }),
      { source: "rewrite", filterLists: [9] },
    ],
    [
      "gives one of several addresses",
      hostsRule({ Text: "0.0.0.0 a.lab" }, { Text: "10.0.0.1 a.lab" }),
      { source: "rewrite" },
    ],
    [
      "is in the format of old versions",
      { Result: { IsFiltered: true, Reason: 3, Rule: "192.168.10.5 nas.lab", IP: "192.168.10.5" } },
      { source: "rewrite" },
    ],
    ["blocks with 0.0.0.0", hostsRule({ Text: "0.0.0.0 ads.example", IP: "0.0.0.0" }), ofUser],
    ["blocks with ::", hostsRule({ Text: ":: ads.example", IP: "::" }), ofUser],
    ["blocks with a loopback address", hostsRule({ Text: "127.0.0.1 ads.example" }), ofUser],
    ["blocks with ::1", hostsRule({ Text: "::1 ads.example" }), ofUser],
    ["is the name of an address", hostsRule({ Text: "192.168.10.5" }), ofUser],
    ["is no address", hostsRule({ Text: "fade.beef ads.example" }), ofUser],
  ])("whose hosts rule %s", (_, fields, expected) =>
    expect(parseFields(fields)).toEqual({ event: { ...event, ...expected } }),
  );

  it("rewritten by a hosts rule has only addresses at which something can answer", () => {
    const answer = (...addresses: readonly string[]) =>
      writeMessage({
        id: 1,
        rcode: 0,
        ttl: 10,
        name: "nas.lab",
        type: 28,
        answers: addresses.map((address) => ({ type: "AAAA", name: "nas.lab", address })),
      }).toString("base64");
    const fields = { QT: "AAAA", ...hostsRule({ Text: "192.168.10.5 nas.lab" }) };
    const expected = { ...event, type: "AAAA", source: "rewrite" };
    expect(parseFields({ ...fields, Answer: answer("::") })).toEqual({ event: { ...expected, addresses: [] } });
    expect(parseFields({ ...fields, Answer: answer("fd00::5") })).toEqual({
      event: { ...expected, addresses: ["fd00::5"] },
    });
  });

  it.each<[string, object, RejectionReason]>([
    ["without a time", { T: undefined }, "incomplete"],
    ["with an invalid time", { T: "yesterday" }, "implausible"],
    ["without a name", { QH: undefined }, "incomplete"],
    ["with a name as list", { QH: ["example.com"] }, "incomplete"],
    ["with an excessively long name", { QH: "a.".repeat(600) }, "implausible"],
    ["with a name of two lines", { QH: "a\nb" }, "characters"],
    ["with a lone surrogate", { QH: "a\udfff" }, "characters"],
    ["without a type", { QT: undefined }, "incomplete"],
    ["without a client", { IP: undefined }, "incomplete"],
    ["with a client that is no address", { IP: "192.168.1" }, "implausible"],
    ["with a control character in a client's id", { CID: "\u001b[31m" }, "characters"],
    ["without a duration", { Elapsed: undefined }, "incomplete"],
    ["with a negative duration", { Elapsed: -1 }, "implausible"],
    ["with a duration as text", { Elapsed: "7" }, "incomplete"],
    ["with a reason as text", { Result: { Reason: "FilteredBlackList" } }, "incomplete"],
    ["with a reason out of range", { Result: { Reason: 256 } }, "implausible"],
    ["with a negative reason", { Result: { Reason: -1 } }, "implausible"],
    ["with a result as text", { Result: "blocked" }, "incomplete"],
    ["with rules as text", { Result: { Rules: "||x^" } }, "incomplete"],
    ["with a rule as text", { Result: { Rules: ["||x^"] } }, "incomplete"],
    ["with a list as text", { Result: { Rules: [{ FilterListID: "1" }] } }, "incomplete"],
    ["with an answer as number", { Answer: 7 }, "incomplete"],
    ["with an empty answer", { Answer: "" }, "answer"],
    ["with an answer that is no base64", { Answer: `!${packed.slice(1)}` }, "answer"],
    ["with an answer that is cut off", { Answer: packed.slice(0, 80) }, "answer"],
    ["with a header that announces missing records", { Answer: headerAlone.toString("base64") }, "answer"],
    ["with a question instead of an answer", { Answer: `nHIB${packed.slice(4)}` }, "answer"],
    ["with a compression loop", { Answer: packed.replace("wAwABQ", "wB4ABQ").replace("wDwABQ", "wP//BQ") }, "answer"],
  ])("is rejected %s", (_, fields, rejected) => expect(parseFields(fields)).toEqual({ rejected }));

  it("that is no entry is rejected", () => {
    expect(parseText("{}")).toEqual({ rejected: "incomplete" });
    expect(parseText("[]")).toEqual({ rejected: "not-json" });
    expect(parseText('{"T":"2025-01-06T10:00:00Z","QH":"exam')).toEqual({ rejected: "not-json" });
  });
});

describe("any line", () => {
  const anything = fc.oneof(
    fc.anything({ maxDepth: 3 }),
    fc.double(),
    fc.string({ unit: "binary" }),
    fc.constantFrom(...Object.values(simple)),
  );

  it("is parsed to valid labels, or rejected with a reason", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("CID", "Cached", ...Object.keys(simple)), anything), (fields) => {
        const result = parseFields(fields);
        if ("rejected" in result) expect(rejectionReasons).toContain(result.rejected);
        else expect(result.event).toSatisfy(isValidQuery);
      }),
    );
  });

  it("with any result is parsed to valid labels, or rejected", () => {
    const keys = fc.constantFrom("Reason", "IsFiltered", "Rules", "ServiceName");
    const value = fc.oneof(
      fc.integer({ min: -2, max: 13 }),
      fc.array(fc.record({ FilterListID: fc.integer() })),
      anything,
    );
    fc.assert(
      fc.property(fc.dictionary(keys, value), (Result) => {
        const result = parseFields({ Result });
        if ("event" in result) expect(result.event).toSatisfy(isValidQuery);
      }),
    );
  });

  it("with changed or missing bytes never throws", () => {
    const line = Buffer.from(JSON.stringify(simple));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(line.length - 1), fc.nat(255)), { maxLength: 5 }),
        fc.nat(line.length),
        (changes, length) => {
          const changed = Buffer.from(line);
          for (const [place, byte] of changes) changed[place] = byte;
          for (const result of [parseQueryLine(changed), parseQueryLine(changed.subarray(0, length))])
            if ("event" in result) expect(result.event).toSatisfy(isValidQuery);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** Lines written by AdGuard Home v0.107.79 for test queries. */
const real: readonly (readonly [description: string, line: string, event: Partial<QueryEvent>])[] = [
  [
    "a type without a name",
    '{"T":"2026-11-25T22:28:21.414189717Z","QH":"site1.test","QT":"TYPE777","QC":"IN","CP":"","Upstream":"127.0.0.1:15301","Answer":"AB+BgAABAAAAAQAABXNpdGUxBHRlc3QAAwkAAcASAAYAAQAADhAAHAFhwBIBYsASAAAAAQAADhAAAAJYAAFRgAAADhA=","IP":"127.0.2.3","Result":{},"Elapsed":1703170}',
    { type: "other", source: "upstream", rcode: "NOERROR", duration: 0.00170317 },
  ],
  [
    "a rewrite to a failure by the user's rule",
    '{"T":"2026-11-25T22:28:21.383276582Z","QH":"nx-rw.test","QT":"A","QC":"IN","CP":"","Answer":"ABKBgwABAAAAAAAABW54LXJ3BHRlc3QAAAEAAQ==","IP":"127.0.2.3","Result":{"DNSRewriteResult":{"RCode":3},"Rules":[{"Text":"||nx-rw.test^$dnsrewrite=NXDOMAIN;;"}],"Reason":11},"Elapsed":139266}',
    { outcome: "allowed", source: "rewrite", rcode: "NXDOMAIN" },
  ],
  [
    "a rewrite to another name, answered from the cache",
    '{"T":"2026-11-25T22:28:21.388115159Z","QH":"alias.home","QT":"A","QC":"IN","CP":"","Upstream":"127.0.0.1:15301","Answer":"ABWBgAABAAMAAAAABWFsaWFzBGhvbWUAAAEAAcAMAAUAAQAAAAoADAVzaXRlMQR0ZXN0AAVTaXRlMcAuAAEAAQAADhAABMAAAgrANAABAAEAAA4QAATAAAIL","IP":"127.0.2.3","Result":{"CanonName":"site1.test","Reason":9},"Elapsed":23655,"Cached":true}',
    { source: "rewrite", addresses: ["192.0.2.10", "192.0.2.11"] },
  ],
  [
    "safe search with an upstream",
    '{"T":"2026-11-25T22:28:21.390779406Z","QH":"www.google.com","QT":"A","QC":"IN","CP":"","Upstream":"tcp://127.0.0.1:15302","Answer":"ABaBgAABAAMAAAAAA3d3dwZnb29nbGUDY29tAAABAAHADAAFAAEAAAAKABIPZm9yY2VzYWZlc2VhcmNowBDALAABAAEAAA4QAATAAAIKwCwAAQABAAAOEAAEwAACCw==","IP":"127.0.2.3","Result":{"CanonName":"forcesafesearch.google.com","Reason":7,"IsFiltered":true},"Elapsed":1088837}',
    { outcome: "blocked", reason: "safesearch", source: "filter", addresses: [] },
  ],
  [
    "a blocked service",
    '{"T":"2026-11-25T22:28:21.392675402Z","QH":"www.tiktok.com","QT":"A","QC":"IN","CP":"","Answer":"ABeBgAABAAEAAAAAA3d3dwZ0aWt0b2sDY29tAAABAAHADAABAAEAAAAKAAQAAAAA","IP":"127.0.2.3","Result":{"ServiceName":"tiktok","Rules":[{"Text":"||tiktok.com^","FilterListID":-2}],"Reason":8,"IsFiltered":true},"Elapsed":1133294}',
    { reason: "service", blockedService: "tiktok", filterLists: [] },
  ],
  [
    "a filter list in hosts format",
    '{"T":"2026-11-25T22:28:21.3615827Z","QH":"hosts-style.test","QT":"A","QC":"IN","CP":"","Answer":"AAyBgAABAAEAAAAAC2hvc3RzLXN0eWxlBHRlc3QAAAEAAcAMAAEAAQAAAAoABAAAAAA=","IP":"127.0.1.5","Result":{"Rules":[{"Text":"0.0.0.0 hosts-style.test","IP":"0.0.0.0","FilterListID":1700000002}],"Reason":3,"IsFiltered":true},"Elapsed":15883}',
    { reason: "blocklist", filterLists: [1_700_000_002], time: Date.UTC(2026, 10, 25, 22, 28, 21, 361) },
  ],
  [
    "escaped bytes in a name",
    '{"T":"2026-11-25T22:28:21.402447417Z","QH":"m\\\\195\\\\188nchen2.test","QT":"A","QC":"IN","CP":"","Upstream":"127.0.0.1:15301","Answer":"AByBgAABAAIAAAAACW3DvG5jaGVuMgR0ZXN0AAABAAHADAABAAEAAA4QAATAAAIKwAwAAQABAAAOEAAEwAACCw==","IP":"127.0.2.3","Result":{},"Elapsed":260316}',
    { domain: "m\\195\\188nchen2.test", addresses: ["192.0.2.10", "192.0.2.11"] },
  ],
];

describe("a real line", () => {
  it.each(real)("of %s is parsed", (_, line, event) => {
    const found = parseText(line);
    expect("event" in found && found.event).toMatchObject(event);
  });
});
