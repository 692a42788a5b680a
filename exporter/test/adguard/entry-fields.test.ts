import { describe, expect, test } from "vitest";
import { entryFields } from "../../src/adguard/entry-fields.js";
import { queries } from "../logs/queries.js";
import { apiEntry } from "../logs/api-entry.js";
import { parseQueryEntry } from "../../src/query-log/parse-entry.js";

const question = { class: "IN", name: "example.org", type: "A" };

describe("the fields that are kept of an entry", () => {
  test("give the same event as all of its fields", () => {
    for (const event of queries({ seed: 3, count: 500 })) {
      const entry = apiEntry(event);
      expect(parseQueryEntry(entryFields(entry))).toEqual(parseQueryEntry(entry));
    }
  });

  test("are those that are read or identify it", () => {
    expect(
      entryFields({ cached: true, client_info: { name: "desk" }, original_answer: [], question, surprise: 1 }),
    ).toEqual({
      cached: true,
      question,
    });
  });

  test("have texts of at most 1,025 characters", () => {
    expect(entryFields({ client: "x".repeat(2000), question: { name: "y".repeat(2000) } })).toEqual({
      client: "x".repeat(1025),
      question: { name: "y".repeat(1025) },
    });
  });

  test.each([
    ["a list in place of a text", { upstream: [1] }],
    ["an object in a question", { question: { ...question, name: { a: 1 } } }],
    ["a text in place of a question", { question: "example.org" }],
    ["a rule that is no object", { rules: [7] }],
    ["an object in place of the rules", { rules: { a: 1 } }],
    ["an answer that is no list", { answer: { a: 1 } }],
    ["a record that is no object", { answer: [{ type: "A", value: "192.0.2.1" }, 7] }],
  ])("are rejected as all fields are: %s", (_, change) => {
    const [event] = queries({ seed: 3, count: 1 });
    const entry = { ...apiEntry(event!), reason: "NotFilteredNotFound", question, ...change };
    expect(parseQueryEntry(entry)).toEqual({ rejected: "incomplete" });
    expect(parseQueryEntry(entryFields(entry))).toEqual({ rejected: "incomplete" });
  });

  test("have each address once, at most 256, and 64 rules", () => {
    const answer = Array.from({ length: 1000 }, (_, index) => ({
      type: "A",
      value: `192.0.${index >> 9}.${(index >> 1) & 255}`,
      ttl: 1,
    }));
    const other = [
      { type: "CNAME", value: "a.example." },
      { type: "AAAA", value: "2001:DB8::0" },
    ];
    const fields = entryFields({
      answer: [...other, ...answer],
      rules: Array.from({ length: 100 }, () => ({ text: "a", b: [] })),
    });
    expect(fields["answer"]).toHaveLength(256);
    expect((fields["answer"] as unknown[]).slice(0, 3)).toEqual([
      { type: "AAAA", value: "2001:db8::" },
      { type: "A", value: "192.0.0.0" },
      { type: "A", value: "192.0.0.1" },
    ]);
    expect(fields["rules"]).toEqual(Array.from({ length: 64 }, () => ({ text: "a" })));
  });
});
