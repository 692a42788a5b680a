import { describe, expect, it } from "vitest";
import { runCommand } from "./run-command.js";

describe("the command line", () => {
  it("prints its version", async () => {
    expect(await runCommand("--version")).toEqual({ code: 0, stdout: "1.2.3", stderr: "" });
  });

  it("reports an unknown option, and how to print the help", async () => {
    const { code, stderr } = await runCommand("--labb", "lab.yml");
    expect(code).toBe(2);
    expect(stderr).toContain("unknown option '--labb'");
    expect(stderr).toContain("homelab-exporter --help");
  });
});
