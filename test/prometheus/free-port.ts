/** Ports for servers that tests start as separate programs, which can't be given an open socket. */
import { createServer } from "node:net";

/**
 * The kernel takes ports for outgoing connections and for `listen(0)` from 32768 (Linux) or 49152 on. A port from there
 * may be taken between the check and the start of the server; tests have failed by it.
 */
const firstPort = 10_000;
const endOfPorts = 32_768;

/** Each process searches from a place of its own, so that two rarely meet. */
const portsPerProcess = 32;
const processes = Math.floor((endOfPorts - firstPort) / portsPerProcess);
let next = firstPort + (process.pid % processes) * portsPerProcess;

/** A port of 127.0.0.1 that nothing listens on, and that no other call of this process has given. */
export async function freePort(): Promise<number> {
  for (let tries = firstPort; tries < endOfPorts; tries++) {
    const port = next;
    next = next + 1 === endOfPorts ? firstPort : next + 1;
    if (await isFree(port)) return port;
  }
  throw new Error(`Each port of 127.0.0.1 from ${firstPort} to ${endOfPorts - 1} is taken.`);
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
