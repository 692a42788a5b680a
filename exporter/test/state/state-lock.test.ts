import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { lockState, StateInUseError } from "../../src/state/state-lock.js";
import { scratchDirectory } from "../scratch-directory.js";

/** Locks a state file until the test ends. */
async function locked(path: string) {
  const lock = await lockState(path);
  onTestFinished(() => lock.release());
  return lock;
}

const lockModule = pathToFileURL(resolve(import.meta.dirname, "../../src/state/state-lock.ts")).href;

/** A process that has locked a state file. */
async function lockingProcess(path: string) {
  const program = `
    const { lockState } = await import(${JSON.stringify(lockModule)});
    await lockState(${JSON.stringify(path)});
    console.log("locked");
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

/** A process that tries to lock state files at given times, and says how each attempt ended. */
async function racingProcess(): Promise<(path: string, start: number) => Promise<string>> {
  const program = `
    const { lockState } = await import(${JSON.stringify(lockModule)});
    const { createInterface } = await import("node:readline");
    console.log("ready");
    for await (const line of createInterface({ input: process.stdin })) {
      const { path, start } = JSON.parse(line);
      while (Date.now() < start);
      const result = await lockState(path).then(() => "locked", (error) => error.name);
      console.log(result);
    }`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  expect(await next()).toBe("ready");
  return async (path, start) => {
    child.stdin.write(`${JSON.stringify({ path, start })}\n`);
    return await next();
  };
}

/** A socket at which a process says a text. Returns how it ends. */
async function listening(path: string, says: string): Promise<() => void> {
  const server = createServer((socket) => socket.end(says));
  server.listen(path);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return () => void server.close();
}

describe("a state file", () => {
  it("is locked for one exporter at a time, until it is released", async () => {
    const directory = scratchDirectory();
    const path = join(directory, "state");
    const lock = await lockState(path);
    await expect(lockState(path)).rejects.toThrow(StateInUseError);
    await expect(lockState(path)).rejects.toThrow(`exporter.state_file: ${path} is in use by another exporter`);
    await lock.release();
    expect(readdirSync(directory)).toEqual([]);
    await locked(path);
  });

  it("is the same by another path of its directory, and not that of another name", async () => {
    const directory = scratchDirectory();
    mkdirSync(join(directory, "real"));
    symlinkSync(join(directory, "real"), join(directory, "link"));
    await locked(join(directory, "real/state"));
    await expect(lockState(join(directory, "link/state"))).rejects.toThrow(StateInUseError);
    await locked(join(directory, "real/state2"));
  });

  it("is free at once after a kill of the exporter that had it", async () => {
    const directory = scratchDirectory();
    const path = join(directory, "state");
    const child = await lockingProcess(path);
    await expect(lockState(path)).rejects.toThrow(StateInUseError);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(readdirSync(directory)).toHaveLength(1);
    await locked(path);
    // The lock of the killed process is removed.
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it("stays locked while its exporter is stopped", async () => {
    const path = join(scratchDirectory(), "state");
    const child = await lockingProcess(path);
    child.kill("SIGSTOP");
    await expect(lockState(path)).rejects.toThrow(StateInUseError);
  });

  it("is locked for exactly one of twenty that start at once", async () => {
    const path = join(scratchDirectory(), "state");
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => locked(path)));
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await Promise.all(attempts.map(async (attempt) => attempt.status === "fulfilled" && attempt.value.release()));
    await locked(path);
  });

  it("is locked for exactly one of several processes that start in the same millisecond", async () => {
    const directory = scratchDirectory();
    const processes = await Promise.all(Array.from({ length: 3 }, () => racingProcess()));
    for (let round = 0; round < 20; round += 1) {
      const path = join(directory, `state-${String(round)}`);
      const start = Date.now() + 50;
      const results = await Promise.all(processes.map((race) => race(path, start)));
      expect(results.toSorted()).toEqual(["StateInUseError", "StateInUseError", "locked"]);
    }
  });

  it("is in use while another with a lower name hangs before it has the lock", async () => {
    const directory = scratchDirectory();
    await listening(join(directory, "state.lock.0000"), "starting");
    await expect(lockState(join(directory, "state"))).rejects.toThrow(StateInUseError);
  });

  it("isn't lost to one with a lower name that starts later and gives up", async () => {
    const directory = scratchDirectory();
    const path = join(directory, "state");
    const starting = await listening(join(directory, "state.lock.0000"), "starting");
    const attempt = locked(path);
    setTimeout(starting, 300);
    await attempt;
  });

  it("is in use by an exporter of an earlier version, which says nothing", async () => {
    const directory = scratchDirectory();
    await listening(join(directory, "state.lock.ffff"), "");
    await expect(lockState(join(directory, "state"))).rejects.toThrow("which listens at state.lock.ffff");
  });

  it.skipIf(process.platform !== "linux")("may have a long path", async () => {
    const directory = join(scratchDirectory(), "d".repeat(200));
    mkdirSync(directory);
    const path = join(directory, "state");
    await locked(path);
    await expect(lockState(path)).rejects.toThrow(StateInUseError);
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it("isn't locked by an unfinished socket, or by a file that ended with its process", async () => {
    const directory = scratchDirectory();
    for (const name of ["state.lock.0123", "state.lock.4567.new", "state.locked"])
      writeFileSync(join(directory, name), "");
    await locked(join(directory, "state"));
    expect(readdirSync(directory)).not.toContain("state.lock.0123");
    expect(readdirSync(directory)).toContain("state.locked");
  });

  it("can't be locked in a directory that doesn't exist", async () => {
    const path = join(scratchDirectory(), "nowhere/state");
    await expect(lockState(path)).rejects.toThrow(`${path}.lock`);
  });
});
