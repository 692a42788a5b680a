import { describe, expect, test } from "vitest";
import { compareEntries, entryKey, type LogEntry, toEntry } from "../../src/adguard/log-entry.js";

const fields = {
  time: "2027-01-15T08:00:00.5Z",
  client: "192.168.1.7",
  client_proto: "",
  question: { name: "example.com", type: "A" },
  elapsedMs: "0.25",
  reason: "NotFilteredNotFound",
  upstream: "1.1.1.1:53",
  cached: false,
};

const keyOf = (changed: object) => entryKey(toEntry({ ...fields, ...changed })!);

describe("the key of an entry", () => {
  test.each<[string, object]>([
    ["the client's address", { client: "192.168.0.0" }],
    ["AdGuard Home's metadata of the client", { client_info: { name: "desk" } }],
    ["the time zone", { time: "2027-01-15T09:00:00.500+01:00" }],
    ["the rules", { rules: [{ filter_list_id: 1 }] }],
  ])("doesn't depend on %s", (_, changed) => expect(keyOf(changed)).toBe(keyOf({})));

  test.each<[string, object]>([
    ["the client id", { client_id: "phone" }],
    ["the protocol", { client_proto: "doh" }],
    ["the question", { question: { name: "example.com", type: "AAAA" } }],
    ["the duration", { elapsedMs: "0.26" }],
    ["the reason", { reason: "FilteredBlackList" }],
    ["the upstream", { upstream: "9.9.9.9:53" }],
    ["the cache", { cached: true }],
    ["the time", { time: "2027-01-15T08:00:00.500000001Z" }],
  ])("depends on %s", (_, changed) => expect(keyOf(changed)).not.toBe(keyOf({})));
});

test("the fields of an entry exclude AdGuard Home's metadata of the client", () => {
  expect(toEntry({ ...fields, client_info: { name: "desk" } })?.fields).toEqual(fields);
});

test.each([
  ["null", null],
  ["a text", "entry"],
  ["an object without a time", {}],
  ["an unreadable line of the year 1", { time: "0001-01-01T00:00:00Z" }],
  ["a time before 2000", { time: "1999-12-31T23:59:59Z" }],
])("a value is no entry: %s", (_, value) => expect(toEntry(value)).toBeUndefined());

test("entries are ordered by timestamp, then by id", () => {
  const entry = (timestamp: bigint, id: string): LogEntry => ({ timestamp, id, fields: {} });
  const ordered = [entry(1n, "b"), entry(2n, "a"), entry(2n, "b"), entry(10n, "a")];
  expect([...ordered].reverse().sort(compareEntries)).toEqual(ordered);
});
