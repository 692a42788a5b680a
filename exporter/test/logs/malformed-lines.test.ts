import { describe, expect, it } from "vitest";
import { createAccessLogParser } from "../../src/access-log/parse-line.js";
import { rejectionReasons } from "../../src/events.js";
import { parseQueryLine } from "../../src/query-log/parse-line.js";
import { malformedLines } from "./malformed-lines.js";

const parseRequestLine = createAccessLogParser();

describe("a malformed line is rejected by both parsers", () => {
  it.each(malformedLines)("$description", ({ line, rejected }) => {
    expect({ access: parseRequestLine(line), query: parseQueryLine(line) }).toEqual({
      access: { rejected: rejected.access },
      query: { rejected: rejected.query },
    });
  });

  it("for all reasons except the length, which the tailer checks", () => {
    const reasons = malformedLines.flatMap(({ rejected }) => [rejected.access, rejected.query]);
    expect(new Set(reasons)).toEqual(new Set(rejectionReasons.filter((reason) => reason !== "too-long")));
  });
});
