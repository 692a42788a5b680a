import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRegularFile } from "../src/regular-file.js";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "file-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const text = (path: string, maxBytes: number) => {
  const content = readRegularFile(path, maxBytes);
  return "bytes" in content ? [content.bytes.toString(), content.isCut] : content.notAFile;
};

describe("readRegularFile", () => {
  it("reads a file, behind a link as well, up to the limit", () => {
    const path = join(directory, "file");
    writeFileSync(path, "12345");
    symlinkSync(path, join(directory, "link"));
    expect(text(path, 5)).toEqual(["12345", false]);
    expect(text(path, 4)).toEqual(["1234", true]);
    expect(text(join(directory, "link"), 100)).toEqual(["12345", false]);
    appendFileSync(path, "x".repeat(200_000));
    expect(text(path, 1e6)).toEqual([`12345${"x".repeat(200_000)}`, false]);
  });

  it.skipIf(process.platform !== "linux")("reads a file without a size", () => {
    expect(text("/proc/self/status", 1e6)).toEqual([expect.stringContaining("Pid:"), false]);
  });

  it.skipIf(process.platform === "win32")("reads no pipe, device, socket or directory", async () => {
    const pipe = join(directory, "pipe");
    spawnSync("mkfifo", [pipe]);
    const socket = join(directory, "socket");
    const server = createServer().listen(socket);
    await once(server, "listening");
    expect(text(pipe, 10)).toBe("is a named pipe");
    expect(text("/dev/zero", 10)).toBe("is a device");
    expect(text(socket, 10)).toBe("is a socket");
    expect(text(directory, 10)).toBe("is a directory");
    server.close();
    await once(server, "close");
  });

  it("throws the error of the operating system", () => {
    expect(() => readRegularFile(join(directory, "missing"), 10)).toThrow(expect.objectContaining({ code: "ENOENT" }));
  });
});
