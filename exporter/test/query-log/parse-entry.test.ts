import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { seededRandom } from "../../../test/simulation/random.js";
import { type QueryEvent, type RejectionReason, rejectionReasons } from "../../src/events.js";
import { parseQueryEntry } from "../../src/query-log/parse-entry.js";
import { apiEntry } from "../logs/api-entry.js";
import { queries } from "../logs/queries.js";
import { isValidQuery } from "./invariants.js";

describe("entries of a day", () => {
  const random = seededRandom(7);
  const events = [...queries({ seed: 4, count: 6000 })];
  const entries = events.map((event) => apiEntry(event, { random, offset: 330 }));

  it("are parsed to the events that they were written from", () => {
    expect(entries.map(parseQueryEntry)).toEqual(events.map((event) => ({ event })));
  });

  it("have all reasons", () => {
    const reasons = new Set(entries.map(({ reason }) => reason));
    expect(reasons.size).toBe(12);
  });
});

const simple = {
  answer: [
    { type: "CNAME", value: "edge.example.net.", ttl: 60 },
    { type: "A", value: "192.0.2.1", ttl: 60 },
    { type: "A", value: "192.0.2.1", ttl: 60 },
  ],
  cached: false,
  client: "192.168.1.50",
  elapsedMs: "19.5",
  question: { class: "IN", name: "www.example.com", type: "A" },
  reason: "NotFilteredNotFound",
  rules: [],
  status: "NOERROR",
  time: "2025-01-06T10:00:00.25+01:00",
  upstream: "9.9.9.9:53",
};

const event: QueryEvent = {
  time: Date.UTC(2025, 0, 6, 9, 0, 0, 250),
  client: "192.168.1.50",
  clientId: "",
  domain: "www.example.com",
  type: "A",
  outcome: "allowed",
  reason: "",
  filterLists: [],
  blockedService: "",
  source: "upstream",
  upstream: "9.9.9.9:53",
  duration: 0.0195,
  rcode: "NOERROR",
  addresses: ["192.0.2.1"],
};

const parseFields = (fields: object) => parseQueryEntry({ ...simple, ...fields });

describe("an entry", () => {
  it("becomes an event", () => expect(parseFields({})).toEqual({ event }));

  it.each([
    ["0.055111999999999994", 55_112],
    ["5.3646780000000005", 5_364_678],
    ["2000.4930399999998", 2_000_493_040],
    ["0.0000010000000000000002", 1],
  ])("is parsed to the nanosecond although AdGuard Home rounds: %s ms", (elapsedMs, nanoseconds) =>
    expect(parseFields({ elapsedMs })).toEqual({ event: { ...event, duration: nanoseconds / 1e9 } }),
  );

  it.each<[string, object, Partial<QueryEvent>]>([
    ["without an answer", { answer: undefined, status: undefined }, { rcode: "", addresses: [] }],
    ["with a rare status", { status: "BADCOOKIE" }, { rcode: "other" }],
    ["of zero duration", { elapsedMs: "0" }, { duration: 0 }],
    [
      "blocked for an unknown reason",
      { reason: "FilteredByMoon" },
      { outcome: "blocked", reason: "blocklist", source: "filter", addresses: [] },
    ],
    ["rewritten for an unknown reason", { reason: "RewriteMoon" }, { source: "rewrite" }],
    ["passed for an unknown reason", { reason: "Moon" }, {}],
    [
      "blocked by the user's rule",
      { reason: "FilteredBlackList", rules: [{ filter_list_id: 0, text: "||x^" }] },
      { outcome: "blocked", reason: "custom", source: "filter", addresses: [] },
    ],
    [
      "blocked by a list, as old versions gave it",
      { reason: "FilteredBlackList", rules: undefined, rule: "||x^", filterId: 5 },
      { outcome: "blocked", reason: "blocklist", filterLists: [5], source: "filter", addresses: [] },
    ],
    [
      "rewritten by a hosts rule of the user, which AdGuard Home calls blocked",
      { reason: "FilteredBlackList", rules: [{ filter_list_id: 0, text: "192.168.10.5 nas.home.example" }] },
      { source: "rewrite" },
    ],
    [
      "blocked by a hosts rule of the user",
      { reason: "FilteredBlackList", rules: [{ filter_list_id: 0, text: "127.0.0.1 ads.example" }] },
      { outcome: "blocked", reason: "custom", source: "filter", addresses: [] },
    ],
  ])("%s", (_, fields, expected) => expect(parseFields(fields)).toEqual({ event: { ...event, ...expected } }));

  it("of 600 records has all addresses, as in the file", () => {
    const answer = Array.from({ length: 600 }, (_, index) => ({
      type: "A",
      value: `192.0.${index >> 8}.${index & 255}`,
      ttl: 60,
    }));
    expect(parseFields({ answer })).toMatchObject({ event: { addresses: { length: 600 } } });
  });

  it.each<[string, object, RejectionReason]>([
    ["without a question", { question: undefined }, "incomplete"],
    ["with a question as text", { question: "www.example.com" }, "incomplete"],
    ["without a reason", { reason: undefined }, "incomplete"],
    ["with a duration as number", { elapsedMs: 7 }, "incomplete"],
    ["with a negative duration", { elapsedMs: "-7" }, "implausible"],
    ["with a duration in scientific notation", { elapsedMs: "1e9" }, "implausible"],
    ["with an excessive duration", { elapsedMs: "999999999999" }, "implausible"],
    ["with more than 30 decimals", { elapsedMs: `0.${"1".repeat(31)}` }, "implausible"],
    ["with an answer as text", { answer: "192.0.2.1" }, "incomplete"],
    ["with a record as text", { answer: ["192.0.2.1"] }, "incomplete"],
    ["with a rule as number", { rules: [1] }, "incomplete"],
    ["with a name of two lines", { question: { name: "a\nb", type: "A" } }, "characters"],
    ["with a client that is no address", { client: "desk" }, "implausible"],
    ["without a time", { time: null }, "incomplete"],
  ])("is rejected %s", (_, fields, rejected) => expect(parseFields(fields)).toEqual({ rejected }));

  it.each([[null], [[]], ["x"], [7], [undefined]])("that is no object is rejected: %j", (entry) =>
    expect(parseQueryEntry(entry)).toEqual({ rejected: "not-json" }),
  );

  it("of any content is parsed to valid labels, or rejected with a reason", () => {
    const value = fc.oneof(fc.anything({ maxDepth: 3 }), fc.constantFrom(...Object.values(simple)));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(simple)), value), (fields) => {
        const result = parseFields(fields);
        if ("rejected" in result) expect(rejectionReasons).toContain(result.rejected);
        else expect(result.event).toSatisfy(isValidQuery);
      }),
    );
    fc.assert(fc.property(fc.anything(), (entry) => void parseQueryEntry(entry)));
  });
});
