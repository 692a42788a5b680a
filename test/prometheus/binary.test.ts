import { describe, expect, it } from "vitest";
import { findPrometheus, type SearchEnvironment } from "./binary.js";

const world = (files: readonly string[], rest: Partial<SearchEnvironment> = {}): SearchEnvironment => ({
  environment: { PATH: "/usr/local/bin:/usr/bin" },
  isExecutable: async (path) => files.includes(path),
  isDirectory: async (path) => files.some((file) => file.startsWith(`${path}/`)),
  canInstall: async () => false,
  install: async () => undefined,
  log: () => undefined,
  ...rest,
});
const inUsrBin = ["/usr/bin/prometheus", "/usr/bin/promtool"];

describe("findPrometheus", () => {
  it("finds both binaries in one directory of PATH", async () => {
    expect(await findPrometheus(world(["/usr/local/bin/prometheus", ...inUsrBin]))).toEqual({
      prometheus: "/usr/bin/prometheus",
      promtool: "/usr/bin/promtool",
      source: "PATH",
    });
  });

  it.each(["/opt/p", "/opt/p/prometheus"])("prefers PROMETHEUS_BIN=%s", async (named) => {
    const files = ["/opt/p/prometheus", "/opt/p/promtool", ...inUsrBin];
    const found = await findPrometheus(world(files, { environment: { PATH: "/usr/bin", PROMETHEUS_BIN: named } }));
    expect(found).toEqual({ prometheus: "/opt/p/prometheus", promtool: "/opt/p/promtool", source: "PROMETHEUS_BIN" });
  });

  it("fails for a PROMETHEUS_BIN without the binaries", async () => {
    const environment = { PATH: "/usr/bin", PROMETHEUS_BIN: "/opt/none" };
    await expect(findPrometheus(world(inUsrBin, { environment }))).rejects.toThrow(/PROMETHEUS_BIN is "\/opt\/none"/);
  });

  it("installs the package where it can, and logs it", async () => {
    const files: string[] = [];
    const said: string[] = [];
    const found = await findPrometheus(
      world(files, {
        canInstall: async () => true,
        install: async () => void files.push(...inUsrBin),
        log: (line) => void said.push(line),
      }),
    );
    expect(found.source).toBe("installed");
    expect(said.join()).toContain("installing Debian's package `prometheus`");
  });

  it("fails with the command to install it", async () => {
    await expect(findPrometheus(world([]))).rejects.toThrow("sudo apt-get install -y prometheus");
  });
});
