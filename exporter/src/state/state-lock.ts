import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { basename, dirname, join } from "node:path";
import { hasErrorCode } from "./atomic-write.js";

/** The right to use a state file. */
export interface StateLock {
  release(): Promise<void>;
}

/** Another exporter uses the state file. */
export class StateInUseError extends Error {
  override readonly name = "StateInUseError";
}

/**
 * Locks a state file for this process. The lock is a Unix socket beside the file at which the process listens: the
 * system closes it with the process, however that ends, so that no lock outlives its owner. It holds between containers
 * that share a directory, which neither process ids nor ports do.
 *
 * Each process has a socket of its own, and looks for others after its own can be seen. So of two that start at once, at
 * least one finds the other, and a socket without a listener can be removed at any time, since nobody takes it over.
 *
 * @throws {StateInUseError} where another process has the lock
 * @throws Error of the operating system, such as EPERM for a file system without sockets
 */
export async function lockState(path: string): Promise<StateLock> {
  const directory = await openDirectory(dirname(path));
  try {
    const prefix = `${basename(path)}.lock.`;
    const own = `${prefix}${randomBytes(8).toString("hex")}`;
    const server = await listen(directory.pathOf(own));
    const release = async () => {
      await rm(join(dirname(path), own), { force: true });
      server.close();
    };
    try {
      for (const name of await readdir(dirname(path))) {
        if (name === own || !name.startsWith(prefix) || name.endsWith(unready)) continue;
        if (await hasListener(directory.pathOf(name))) throw inUse(path, name);
        await rm(join(dirname(path), name), { force: true });
      }
    } catch (error) {
      await release();
      throw error;
    }
    return { release };
  } finally {
    await directory.close();
  }
}

const inUse = (path: string, name: string) =>
  new StateInUseError(
    `exporter.state_file: ${path} is in use by another exporter, which listens at ${name} beside it. ` +
      "Stop that one, or give each exporter a state_file of its own",
  );

/** A socket that isn't listened at yet has this ending, so that nobody takes it for one whose process has ended. */
const unready = ".new";

async function listen(path: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(`${path}${unready}`, resolve);
  });
  server.unref();
  await rename(`${path}${unready}`, path);
  return server;
}

/** Whether a process listens at a socket, or may do so, since it can't be asked. */
const hasListener = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error) => {
      resolve(!hasErrorCode(error, "ECONNREFUSED", "ENOENT"));
    });
  });

interface OpenDirectory {
  /** The path of an entry, short enough for a socket. */
  pathOf(name: string): string;
  close(): Promise<void>;
}

/** The path of a socket has at most so many bytes; 108 with Linux, less with others. */
const maxDirectoryBytes = 50;

/** Linux has a short name for each open directory. */
async function openDirectory(path: string): Promise<OpenDirectory> {
  const isShort = Buffer.byteLength(path) <= maxDirectoryBytes;
  if (isShort || process.platform !== "linux")
    return { pathOf: (name) => join(path, name), close: () => Promise.resolve() };
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  return { pathOf: (name) => `/proc/self/fd/${handle.fd}/${name}`, close: () => handle.close() };
}
