import type { ServerResponse } from "node:http";
import type { Server } from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { awaitClientHello } from "./client-hello.js";
import { excessOf, isAnswered, isSilent } from "./connection-eviction.js";
import { createConnectionSet } from "./connection-set.js";

/** How many connections may be open. One above the limit takes the place of another. */
export interface ConnectionLimits {
  /** Connections without a whole ClientHello. Each takes 5 KB, and what it has sent of it. */
  readonly silent: number;
  /** Connections in a handshake that the server has answered, or of a client that isn't allowed. Each takes 65 KB. */
  readonly handshakes: number;
  /** Connections of allowed clients. */
  readonly authenticated: number;
}

export interface ConnectionTrackerOptions {
  readonly limits: ConnectionLimits;
  /** Limit for receiving the ClientHello, in milliseconds. */
  readonly helloTimeout: number;
  /** Whether a client with a valid certificate has an allowed name. */
  readonly isAllowed: (socket: TLSSocket) => boolean;
  /** A connection was closed for another one. */
  readonly onEvicted: (address: string) => void;
  /** A connection was closed at the timeout. */
  readonly onHelloTimeout: (address: string) => void;
}

/** The open connections of a server. */
export interface ConnectionTracker {
  /** Whether the connection was made with the certificates in use now. */
  isCurrent(socket: Socket): boolean;
  /** Marks all connections as made with certificates that were replaced. */
  markOutdated(): void;
  /** The connection isn't idle until the response is closed. */
  addResponse(socket: Socket, response: ServerResponse): void;
  destroyAll(): void;
}

/** The error of `tlsClientError` for a connection that was closed for another one. */
export const evictionError = new Error("closed for another connection");

/**
 * Tracks the connections of a server and limits their number. Each kind has a limit of its own, so that no number of
 * connections without a certificate closes one of an allowed client, and none without a ClientHello one whose handshake
 * goes on.
 */
export function trackConnections(server: Server, options: ConnectionTrackerOptions): ConnectionTracker {
  const { limits, isAllowed, onEvicted } = options;
  const open = createConnectionSet(({ socket, address }) => {
    socket.destroy(evictionError);
    onEvicted(address);
  });
  let current = new WeakSet<Socket>();
  const startHandshake = takeConnections(server);
  server.on("connection", (socket: Socket) => {
    const address = open.add(socket);
    if (address === undefined) return;
    awaitClientHello(socket, options.helloTimeout, {
      onReceived: () => {
        startHandshake(socket);
      },
      onTimeout: () => {
        socket.destroy();
        options.onHelloTimeout(address);
      },
    });
    const unfinished = open.unfinished();
    open.evict(excessOf(unfinished.filter(isSilent), limits.silent));
    // No event tells that the server has answered a ClientHello, so that these are counted here.
    open.evict(excessOf(unfinished.filter(isAnswered), limits.handshakes));
  });
  server.on("secureConnection", (socket) => {
    current.add(socket);
    if (isAllowed(socket)) open.authenticate(socket, limits.authenticated);
  });
  return {
    isCurrent: (socket) => current.has(socket),
    markOutdated: () => {
      current = new WeakSet();
    },
    addResponse: (socket, response) => {
      open.addResponse(socket, response);
    },
    destroyAll: () => {
      open.destroyAll();
    },
  };
}

/** Removes the listener by which a server starts the handshake of each new connection, and returns it. */
function takeConnections(server: Server): (socket: Socket) => void {
  const listeners = server.listeners("connection");
  server.removeAllListeners("connection");
  return (socket) => {
    for (const listener of listeners) Reflect.apply(listener, server, [socket]);
  };
}
