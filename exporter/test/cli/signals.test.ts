import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { resolve } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { closedInspector } from "../../src/inspector.js";
import { command, ensureBundled } from "../command.js";
import { scratchDirectory } from "../scratch-directory.js";
import { createSetup } from "../service/exporter-process.js";

const { authority } = await testCertificates();

beforeAll(async () => {
  await ensureBundled();
});

const userSignals = ["SIGUSR1", "SIGUSR2"] as const;

/** Node's option for an inspector at a free port. */
const freeInspectorPort = "--inspect-port=0";

/** Whether a process has a handler for SIGUSR2, which is signal 12. */
function catchesSigusr2(pid: number): boolean {
  const [, caught = "0"] = /^SigCgt:\s+(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return (BigInt(`0x${caught}`) & (1n << 11n)) !== 0n;
}

/** Starts the exporter, which is killed after the test at the latest. */
function started(lab: string, options: readonly string[]) {
  const child = spawn(process.execPath, [...options, ...command, "--lab", lab], {
    stdio: ["ignore", "pipe", "pipe"],
    // With it, as under systemd and in the image, the process doesn't start its program again.
    env: { ...process.env, MALLOC_ARENA_MAX: "1" },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const text = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (more: string) => (text.out += more));
  child.stderr.setEncoding("utf8").on("data", (more: string) => (text.err += more));
  const closed = once(child, "close");
  const poll = <Value>(value: () => Value) => expect.poll(value, { timeout: 60_000 });
  return {
    child,
    text,
    isStarted: () => poll(() => text.out).toContain('"started"'),
    /** Waits for the line about an ignored signal. */
    logs: (signal: string) =>
      poll(() => text.out).toMatch(new RegExp(`"signal":"${signal}".*"msg":"a signal was ignored`)),
    stop: async () => {
      child.kill("SIGTERM");
      expect(await closed).toEqual([0, null]);
    },
  };
}

describe("SIGUSR1 and SIGUSR2", () => {
  it("are ignored with a line in the log, and open no inspector", async () => {
    const { lab } = await createSetup(scratchDirectory(), authority, {}, {});
    const exporter = started(lab, [freeInspectorPort]);
    await exporter.isStarted();
    for (const signal of userSignals) {
      exporter.child.kill(signal);
      await exporter.logs(signal);
    }
    await exporter.stop();
    expect(exporter.text.err).toBe("");
  });

  it.skipIf(process.platform !== "linux")("are ignored from the first line of code on", async () => {
    const { lab } = await createSetup(scratchDirectory(), authority, {}, {});
    const exporter = started(lab, [freeInspectorPort]);
    await expect.poll(() => catchesSigusr2(exporter.child.pid ?? 0), { timeout: 60_000, interval: 1 }).toBe(true);
    for (const signal of userSignals) exporter.child.kill(signal);
    await exporter.isStarted();
    for (const signal of userSignals) await exporter.logs(signal);
    await exporter.stop();
    expect(exporter.text.err).toBe("");
  });
});

/** Sends SIGUSR1 before the first line of the exporter. */
const signalFirst = `--import=data:text/javascript,process.kill(process.pid,"SIGUSR1")`;

describe("SIGUSR1 before the first line of code", () => {
  it("opens an inspector that is closed before the service starts", async () => {
    const { lab } = await createSetup(scratchDirectory(), authority, {}, {});
    const exporter = started(lab, [freeInspectorPort, signalFirst]);
    await exporter.isStarted();
    const addresses = [...exporter.text.err.matchAll(/ws:\/\/127\.0\.0\.1:(\d+)/g)];
    expect(addresses.length).toBeGreaterThan(0);
    for (const [, port] of addresses) {
      const [error] = await once(connect(Number(port), "127.0.0.1"), "error");
      expect(error).toMatchObject({ code: "ECONNREFUSED" });
    }
    await exporter.stop();
  });

  it("opens none with the options of the systemd unit, the image, and the processes of the exporter", async () => {
    const textOf = (path: string) => readFileSync(resolve(import.meta.dirname, "../..", path), "utf8");
    const [, unit] = /^Environment=NODE_OPTIONS=(.*)$/m.exec(textOf("systemd/homelab-exporter.service")) ?? [];
    const [, image] = /^ENV NODE_OPTIONS=(.*)$/m.exec(textOf("Dockerfile")) ?? [];
    expect([unit, image]).toEqual([closedInspector().join(" "), closedInspector().join(" ")]);
    const { lab } = await createSetup(scratchDirectory(), authority, {}, {});
    const exporter = started(lab, [...closedInspector(), signalFirst]);
    await exporter.isStarted();
    expect(exporter.text.err).not.toContain("Debugger listening");
    await exporter.stop();
  });
});

describe("a crash", () => {
  it("writes no memory to a file, under systemd and in a container", () => {
    const textOf = (path: string) => readFileSync(resolve(import.meta.dirname, "../..", path), "utf8");
    expect(textOf("systemd/homelab-exporter.service")).toMatch(/^LimitCORE=0$/m);
    expect(parse(textOf("compose.yml")).services["homelab-exporter"].ulimits).toEqual({ core: 0 });
  });
});
