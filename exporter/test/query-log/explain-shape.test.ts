import { describe, expect, it } from "vitest";
import { isWrongShape } from "../../src/line/shape.js";
import { explainQueryEntry, explainQueryLine } from "../../src/query-log/explain-shape.js";
import { parseQueryEntry } from "../../src/query-log/parse-entry.js";
import { parseQueryLine } from "../../src/query-log/parse-line.js";

const entry = { T: "2025-01-06T10:00:00Z", QH: "example.com", QT: "A", IP: "192.168.1.10", Result: {}, Elapsed: 1000 };

const remedy =
  "set query_log in lab.yml to AdGuard Home's querylog.json, which it writes if querylog.file_enabled is true";

describe("a line of the query log in another form", () => {
  it.each<[string, string, string]>([
    ["AdGuard Home's own log", "2025/01/06 10:00:00.000000 [info] starting", `they aren't JSON: ${remedy}`],
    [
      "a log of Docker",
      JSON.stringify({ log: "2025/01/06 [info]\n", stream: "stderr", time: "2025-01-06T10:00:00Z" }),
      `Docker has wrapped them (json-file): ${remedy}`,
    ],
    ["no time", JSON.stringify({ ...entry, T: undefined }), `the field T is missing: ${remedy}`],
    ["another log", '{"level":"info"}', `the fields T, QH, QT, IP and Elapsed are missing: ${remedy}`],
    [
      "a field of another type",
      JSON.stringify({ ...entry, Elapsed: "1" }),
      "a field has another type than in AdGuard Home 0.107",
    ],
  ])("is rejected and explained: %s", (_, text, explanation) => {
    const line = Buffer.from(text);
    const result = parseQueryLine(line);
    expect("rejected" in result && isWrongShape(result.rejected)).toBe(true);
    expect(explainQueryLine(line)).toBe(explanation);
  });
});

describe("an entry of the API in another form", () => {
  const question = { class: "IN", name: "example.org", type: "A" };
  const all = { time: "2025-01-06T10:00:00Z", client: "192.168.1.10", question, reason: "Rewrite", elapsedMs: "1" };
  const use = "use AdGuard Home 0.107, or set query_log in lab.yml to its querylog.json";

  it.each<[string, unknown, string]>([
    ["no question", { ...all, question: undefined }, `the field question is missing: ${use}`],
    ["a duration as number", { ...all, elapsedMs: 1 }, `a field has another type than in AdGuard Home 0.107: ${use}`],
    ["no object", 7, `a field has another type than in AdGuard Home 0.107: ${use}`],
  ])("is rejected and explained: %s", (_, value, explanation) => {
    const result = parseQueryEntry(value);
    expect("rejected" in result && isWrongShape(result.rejected)).toBe(true);
    expect(explainQueryEntry(value)).toBe(explanation);
  });
});
