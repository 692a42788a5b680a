import { describe, expect, it } from "vitest";
import { createAccessLogParser } from "../../src/access-log/parse-line.js";
import { rejectionReasons } from "../../src/events.js";
import { parseQueryLine } from "../../src/query-log/parse-line.js";
import { malformedLines } from "./malformed-lines.js";

const readRequest = createAccessLogParser();

describe("a hostile line is refused by both readers, for its reason", () => {
  it.each(malformedLines)("$what", ({ line, refused }) => {
    expect({ access: readRequest(line), query: parseQueryLine(line) }).toEqual({
      access: { rejected: refused.access },
      query: { rejected: refused.query },
    });
  });

  it("for every reason but the length, which is whoever reads the file's", () => {
    const reasons = malformedLines.flatMap(({ refused }) => [refused.access, refused.query]);
    expect(new Set(reasons)).toEqual(new Set(rejectionReasons.filter((reason) => reason !== "too-long")));
  });
});
