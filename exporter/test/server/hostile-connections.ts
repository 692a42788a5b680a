/** Connections of a client without a certificate that hold places of a server. */
import { connect, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";

/**
 * What a hostile client sends: nothing, a ClientHello byte by byte, a ClientHello and nothing after it, or what is no
 * ClientHello.
 */
export const hostileKinds = ["idle", "dripping", "stalled", "garbage"] as const;
export type HostileKind = (typeof hostileKinds)[number];

export interface HostileOptions {
  readonly port: number;
  readonly kind: HostileKind;
  readonly count: number;
  /** Addresses of the hostile client, taken in turn. */
  readonly addresses: readonly string[];
  /** Whether a closed connection is opened again at once. */
  readonly reopens: boolean;
}

export interface HostileConnections {
  /** Connections that are open now. */
  readonly open: number;
  /** Connections that were open, now or before. */
  readonly opened: number;
  stop(): void;
}

/** Milliseconds between two bytes. Its ClientHello is not complete before the server's timeout. */
const dripInterval = 100;

/** Opens connections, and keeps their number until it is stopped. */
export async function openHostile(options: HostileOptions): Promise<HostileConnections> {
  const { port, kind, count, addresses, reopens } = options;
  const hello = await clientHello();
  const open = new Map<Socket, number>();
  let opened = 0;
  let isStopped = false;

  const start = (localAddress: string | undefined): void => {
    const socket = connect({ port, host: "127.0.0.1", ...(localAddress !== undefined && { localAddress }) });
    socket.on("error", () => undefined).resume();
    socket.once("connect", () => {
      opened += 1;
      open.set(socket, 0);
      if (kind === "stalled") socket.write(hello);
      if (kind === "garbage") socket.write("GET /metrics HTTP/1.1\r\n\r\n");
    });
    socket.once("close", () => {
      open.delete(socket);
      if (reopens && !isStopped) setImmediate(start, localAddress);
    });
  };

  for (let at = 0; at < count; at++) start(addresses[at % addresses.length]);
  const drip = () => {
    for (const [socket, sent] of open) {
      socket.write(hello.subarray(sent, sent + 1));
      open.set(socket, sent + 1);
    }
  };
  const timer = kind === "dripping" ? setInterval(drip, dripInterval) : undefined;
  return {
    get open() {
      return open.size;
    },
    get opened() {
      return opened;
    },
    stop: () => {
      isStopped = true;
      clearInterval(timer);
      for (const socket of open.keys()) socket.destroy();
    },
  };
}

/** The bytes of a ClientHello. */
const clientHello = (): Promise<Buffer> =>
  new Promise((resolve) => {
    const wire = new Duplex({
      read: () => undefined,
      write: (bytes: Buffer, _, done) => {
        resolve(bytes);
        done();
      },
    });
    connectTls({ socket: wire, servername: "exporter.lab" }).on("error", () => undefined);
  });
