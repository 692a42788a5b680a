import { describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.js";

async function typed(...words: string[]) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await run(words, {
    version: "1.2.3",
    print: (line) => printed.push(line),
    complain: (line) => complaints.push(line),
  });
  return { code, printed: printed.join("\n"), complaints: complaints.join("\n") };
}

describe("the command line", () => {
  it("prints its version", async () => {
    expect(await typed("--version")).toEqual({ code: 0, printed: "1.2.3", complaints: "" });
  });

  it("says what it can't understand, and where to find what there is", async () => {
    const { code, complaints } = await typed("--labb", "lab.yml");
    expect(code).toBe(2);
    expect(complaints).toContain("unknown option '--labb'");
    expect(complaints).toContain("homelab-exporter --help");
  });
});
