import { describe, expect, it } from "vitest";
import { runCommand } from "./run-command.js";

describe("the command line", () => {
  it("prints its version", async () => {
    expect(await runCommand("--version")).toEqual({ code: 0, printed: "1.2.3", complaints: "" });
  });

  it("says what it can't understand, and where to find what there is", async () => {
    const { code, complaints } = await runCommand("--labb", "lab.yml");
    expect(code).toBe(2);
    expect(complaints).toContain("unknown option '--labb'");
    expect(complaints).toContain("homelab-exporter --help");
  });
});
