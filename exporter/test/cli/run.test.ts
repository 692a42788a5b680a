import { describe, expect, it } from "vitest";
import { typed } from "./typed.js";

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
