import { describe, expect, it } from "vitest";
import { accessLogReader } from "../../src/access-log/read.js";
import { refusalReasons } from "../../src/events.js";
import { readQueryLine } from "../../src/query-log/read-line.js";
import { hostileLines } from "./hostile.js";

const readRequest = accessLogReader();

describe("a hostile line is refused by both readers, for its reason", () => {
  it.each(hostileLines)("$what", ({ line, refused }) => {
    expect({ access: readRequest(line), query: readQueryLine(line) }).toEqual({
      access: { refused: refused.access },
      query: { refused: refused.query },
    });
  });

  it("for every reason but the length, which is whoever reads the file's", () => {
    const reasons = hostileLines.flatMap(({ refused }) => [refused.access, refused.query]);
    expect(new Set(reasons)).toEqual(new Set(refusalReasons.filter((reason) => reason !== "too-long")));
  });
});
