import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
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
 * Each process has a socket of its own, at which it says whether it has the lock. It looks for others once its own socket
 * can be seen, and again once it says that it has the lock, and waits for those that start and have a lower name. So of
 * several that start at once exactly one gets the lock: of two that both say so, the one with the higher name sees the
 * other, and ends. A socket without a listener can be removed at any time, since nobody takes it over.
 *
 * @throws {StateInUseError} where another process has the lock
 * @throws Error of the operating system, such as EPERM for a file system without sockets
 */
export async function lockState(path: string): Promise<StateLock> {
  const directory = await openDirectory(dirname(path));
  try {
    const prefix = `${basename(path)}.lock.`;
    const own = `${prefix}${randomBytes(8).toString("hex")}`;
    let claim: Claim = "starting";
    const server = await listen(directory.pathOf(own), () => claim);
    const release = async () => {
      await rm(join(dirname(path), own), { force: true });
      server.close();
    };
    const look = async (): Promise<readonly Other[]> => {
      const others: Other[] = [];
      for (const name of await readdir(dirname(path))) {
        if (name === own || !name.startsWith(prefix) || name.endsWith(unready)) continue;
        const other = await claimAt(directory.pathOf(name));
        if (other === undefined) await rm(join(dirname(path), name), { force: true });
        else others.push({ claim: other, name, isLower: name < own });
      }
      return others;
    };
    try {
      await waitForOthers(path, look, () => true);
      claim = "locked";
      await waitForOthers(path, look, ({ isLower }) => isLower);
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

/** What a process says of a lock. */
type Claim = "starting" | "locked";

interface Other {
  readonly claim: Claim;
  readonly name: string;
  /** Whether its name is lower than the own one. */
  readonly isLower: boolean;
}

/** Limit in milliseconds for the others that start, and for an answer. */
const patience = { start: 5000, answer: 1000 } as const;

/**
 * Waits until no other with a lower name starts.
 *
 * @throws {StateInUseError} where another has the lock, and precedes
 */
async function waitForOthers(
  path: string,
  look: () => Promise<readonly Other[]>,
  precedes: (other: Other) => boolean,
): Promise<void> {
  const deadline = Date.now() + patience.start;
  for (;;) {
    const others = await look();
    const owner = others.find((other) => other.claim === "locked" && precedes(other));
    if (owner !== undefined) throw inUse(path, owner.name);
    const first = others.find(({ claim, isLower }) => claim === "starting" && isLower);
    if (first === undefined) return;
    if (Date.now() > deadline) throw inUse(path, first.name);
    await pause(20);
  }
}

async function listen(path: string, claim: () => Claim): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end(claim());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(`${path}${unready}`, resolve);
  });
  server.unref();
  await rename(`${path}${unready}`, path);
  return server;
}

/** What the process at a socket says; undefined without a process. One that can't be asked or is stopped has the lock. */
const claimAt = (path: string): Promise<Claim | undefined> =>
  new Promise((resolve) => {
    let said = "";
    const socket = connect(path);
    const end = (claim: Claim | undefined) => {
      socket.destroy();
      resolve(claim);
    };
    socket.setEncoding("utf8");
    socket.setTimeout(patience.answer);
    socket.on("data", (text: string) => (said += text));
    socket.once("end", () => {
      end(said === "starting" ? said : "locked");
    });
    socket.once("timeout", () => {
      end("locked");
    });
    socket.once("error", (error) => {
      end(hasErrorCode(error, "ECONNREFUSED", "ENOENT") ? undefined : "locked");
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
