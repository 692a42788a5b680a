/** Files that are none, and names that would command a terminal. */
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readTlsOptions } from "../../src/adguard/http-request.js";
import { loadLab } from "../../src/settings/load-lab.js";
import { durableFile } from "../../src/state/durable-file.js";
import { openStateFile } from "../../src/state/state-file.js";
import { clientOf, fakeAdguard, filesIn } from "../adguard/test-bench.js";
import { command, ensureBundled } from "../command.js";
import { scratchDirectory } from "../scratch-directory.js";
import { catchUp, createRecord, openTailer } from "../tail/test-bench.js";

beforeAll(ensureBundled);

/** Runs a command as a process, since one that reads a lab starts its program again. */
function runCommand(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args], {
    cwd: scratchDirectory(),
    encoding: "utf8",
  });
  return { code: status, stdout: stdout.trimEnd(), stderr: stderr.trimEnd() };
}

const pipeIn = (directory: string, name = "pipe") => {
  const path = join(directory, name);
  expect(spawnSync("mkfifo", [path]).status).toBe(0);
  return path;
};

/** A named pipe, a directory, a device and a socket, each with its name in messages. */
async function others() {
  const directory = scratchDirectory();
  const paths = {
    folder: join(directory, "folder"),
    device: join(directory, "device"),
    socket: join(directory, "socket"),
  };
  mkdirSync(paths.folder);
  symlinkSync("/dev/null", paths.device);
  const server = createServer().listen(paths.socket);
  await once(server, "listening");
  return {
    all: [
      [pipeIn(directory), "named pipe"],
      [paths.folder, "directory"],
      [paths.device, "device"],
      [paths.socket, "socket"],
    ] as const,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

describe("what is no file is named, and not waited for", () => {
  it("as the state", async () => {
    await using files = await others();
    for (const [path, kind] of files.all)
      await expect(openStateFile(path).load()).rejects.toThrow(
        `${path} is a ${kind}, not a file: name another one as exporter.state_file`,
      );
  });

  it("in place of the file that replaces the state, or of the state when it is appended to", async () => {
    const path = join(scratchDirectory(), "state");
    const state = openStateFile(path);
    spawnSync("mkfifo", [`${path}.next`]);
    await expect(state.save({})).rejects.toThrow("state.next is a named pipe, not a file");
    pipeIn(path.slice(0, -"/state".length), "state");
    await expect(state.append({})).rejects.toThrow("state is a named pipe, not a file");
  });

  it("as the lab", async () => {
    await using files = await others();
    for (const [path, kind] of files.all)
      await expect(loadLab(path, command)).rejects.toThrow(`${path}: is a ${kind} (`);
    await expect(loadLab("", command)).rejects.toThrow('"": is no path (name a file: a variable may be unset)');
  });

  it("as a log", async () => {
    await using files = await others();
    for (const [path, kind] of files.all) {
      const record = createRecord();
      await catchUp(openTailer(path, record), record);
      expect(record.states).toEqual([
        `${path} is a ${kind}, not a file: name the file that the program writes its log to`,
      ]);
      expect(runCommand("replay", path)).toEqual({
        code: 1,
        stdout: "",
        stderr: `${path} is a ${kind}, not a file`,
      });
    }
  });

  it("as a rotated log, while the log itself is read", async () => {
    const directory = scratchDirectory();
    const path = join(directory, "access.log");
    pipeIn(directory, "access.log.2");
    mkdirSync(`${path}.1`);
    writeFileSync(path, "one\n");
    const record = createRecord();
    const first = openTailer(path, record);
    await catchUp(first, record);
    // The position is in no file any more, so all of them are candidates.
    writeFileSync(path, "another\n");
    const second = openTailer(path, record, { position: { ...first.position, inode: "1" } });
    await catchUp(second, record);
    expect(record.states).toEqual([undefined, undefined]);
  });

  it("as a password, as a certificate, as the file of failed logins", async () => {
    await using files = await others();
    const adguard = await fakeAdguard();
    const signal = new AbortController().signal;
    for (const [path, kind] of files.all) {
      const passwordFile = clientOf(adguard, { ...filesIn(scratchDirectory()), passwordFile: path });
      await expect(passwordFile.get("clients", {}, signal)).rejects.toThrow(`${path} is a ${kind}, not a file`);
      await expect(readTlsOptions({ ca: path })).rejects.toThrow(`${path} is a ${kind}, not a file`);
      await expect(durableFile(path).read()).rejects.toThrow(`${path} is a ${kind}, not a file`);
    }
  });
});

it("a lab of more than 512 MB is named", async () => {
  const lab = join(scratchDirectory(), "lab.yml");
  writeFileSync(lab, "");
  truncateSync(lab, 600_000_000);
  await expect(loadLab(lab, command)).rejects.toThrow(`${lab}: has more than 2 MB (name the file of the lab: lab.yml)`);
});

it("a password of more than a megabyte is named", async () => {
  const files = filesIn(scratchDirectory());
  truncateSync(files.passwordFile, 600_000_000);
  const client = clientOf(await fakeAdguard(), files);
  await expect(client.get("clients", {}, new AbortController().signal)).rejects.toThrow(
    `${files.passwordFile} has more than a megabyte`,
  );
});

describe("control characters and hidden ones reach no terminal", () => {
  const name = "a\u001b[2J\u202e\u200b";
  const shown = String.raw`a\u{1b}[2J\u{202e}\u{200b}`;
  const control = /[\p{Cf}]|(?!\n)\p{Cc}/u;

  it.each([
    ["replay", "missing"],
    ["replay", "empty"],
    ["replay", "folder"],
    ["settings", "--lab", "missing"],
    ["health", "--certificate", "missing", "--key", "k", "--ca", "c"],
    ["serve", "--missing"],
  ])("%s %s", async (...words) => {
    const directory = scratchDirectory();
    const path = (each: string) => join(directory, `${each}${name}`);
    writeFileSync(path("empty"), "");
    mkdirSync(path("folder"));
    const named = words.map((word, index) =>
      word === "--missing" || (word === "missing" && index === 0)
        ? `${word}${name}`
        : ["missing", "empty", "folder"].includes(word)
          ? path(word)
          : word,
    );
    const { stdout, stderr } = runCommand(...named);
    expect(stderr).toContain(shown);
    expect(stdout + stderr).not.toMatch(control);
  });

  it("labels of replayed logs", async () => {
    const log = join(scratchDirectory(), "access.log");
    // A line with a control character is rejected.
    const service = "a\u202e\u200b@docker";
    const entry = {
      ClientAddr: "192.168.1.100:1", ClientHost: "192.168.1.100", DownstreamStatus: 200, Duration: 1_000_000,
      RequestHost: "daily.lab", RequestMethod: "GET", RequestPath: "/", ServiceName: service, RouterName: service,
      StartUTC: "2026-08-01T00:00:00Z", time: "2026-08-01T00:00:00Z",
    }; // prettier-ignore
    writeFileSync(log, `${JSON.stringify(entry)}\n`);
    const { stdout, stderr, code } = runCommand("replay", log);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("1 counted") });
    expect(stdout).toContain(String.raw`service="a\\u{202e}\\u{200b}@docker"`);
    expect(stdout).not.toMatch(control);
  });
});
