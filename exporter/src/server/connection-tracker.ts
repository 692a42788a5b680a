import type { Server } from "node:https";
import type { Socket } from "node:net";

/** The open connections of a server. */
export interface ConnectionTracker {
  /** Whether the connection was made with the certificates in use now. */
  isCurrent(socket: Socket): boolean;
  /** Marks all connections as made with certificates that were replaced. */
  markOutdated(): void;
  destroyAll(): void;
}

/** Tracks the connections of a server, including those whose TLS handshake isn't finished. */
export function trackConnections(server: Server): ConnectionTracker {
  const connections = new Set<Socket>();
  let current = new WeakSet<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  server.on("secureConnection", (socket) => current.add(socket));
  return {
    isCurrent: (socket) => current.has(socket),
    markOutdated: () => {
      current = new WeakSet();
    },
    destroyAll: () => {
      for (const connection of connections) connection.destroy();
    },
  };
}
