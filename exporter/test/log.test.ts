import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createLog, describeError } from "../src/log.js";

/** A log with a settable clock that records its lines. */
function recorded(level: "debug" | "info" | "warn" = "info") {
  const lines: Record<string, unknown>[] = [];
  const texts: string[] = [];
  let time = Date.UTC(2026, 0, 1);
  const log = createLog({
    level,
    now: () => time,
    write: (line) => {
      texts.push(line);
      lines.push(JSON.parse(line));
    },
  });
  return { log, lines, texts, advance: (milliseconds: number) => (time += milliseconds) };
}

describe("the log", () => {
  it("writes a JSON object per line, with level, time and fields", () => {
    const { log, lines, texts } = recorded();
    log.info("started", { port: 9617, zone: "a\nb\u0007", nothing: undefined });
    expect(lines).toEqual([
      { level: "info", time: "2026-01-01T00:00:00.000Z", port: 9617, zone: "a\nb\u0007", msg: "started" },
    ]);
    // oxlint-disable-next-line no-control-regex -- the control character is what is tested
    expect(texts[0]).toMatch(/^[^\n\u0007]+\n$/);
  });

  it("escapes hidden characters, which a reader of the JSON gets back", () => {
    const { log, lines, texts } = recorded();
    const name = "a\u202eb\u200b\u009b\u{e0041}\ud800 gäste 🏠";
    log.warn("read", { name });
    expect(lines[0]?.["name"]).toBe(name);
    expect(texts[0]).toContain(String.raw`"a\u202eb\u200b\u009b\udb40\udc41\ud800 gäste 🏠"`);
  });

  it("omits lines below its level", () => {
    const { log, lines } = recorded("warn");
    log.debug("a");
    log.info("b");
    log.warn("c");
    log.error("d");
    expect(lines.map(({ msg }) => msg)).toEqual(["c", "d"]);
  });

  it("limits lines of a message per minute, and prints the number of suppressed lines with the next one", () => {
    const { log, lines, advance } = recorded();
    for (let index = 0; index < 1000; index++) log.warn("again", { index });
    log.warn("another");
    expect(lines.map(({ msg }) => msg)).toEqual([...Array.from({ length: 5 }, () => "again"), "another"]);
    advance(60_000);
    log.warn("again", { index: 1000 });
    expect(lines.at(-1)).toMatchObject({ index: 1000, suppressed: 995 });
    advance(60_000);
    log.warn("again", { index: 1001 });
    expect(lines.at(-1)).not.toHaveProperty("suppressed");
  });

  it("hides secrets in messages and fields, and truncates long values", () => {
    const { log, texts } = recorded();
    log.hide("hunter2");
    log.hide("");
    log.error("wrong password hunter2", { reason: "401 for hunter2", header: "x".repeat(10_000) });
    expect(texts.join("")).not.toContain("hunter2");
    expect(texts[0]).toContain("401 for [hidden]");
    expect(texts[0]?.length).toBeLessThan(500);
  });
});

describe("describeError", () => {
  it("returns the code of an error with its description, or the first line of the message", async () => {
    const failure: unknown = await readFile("/nowhere/secret").catch((error: unknown) => error);
    expect(describeError(failure)).toBe("ENOENT: no such file or directory");
    expect(describeError(Object.assign(new Error("open '/secret'"), { code: "EACCES" }))).toBe("EACCES");
    expect(describeError(new Error("one\ntwo"))).toBe("one");
    expect(describeError("thrown")).toBe("unknown error");
  });
});
