import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Connection, connectionOf, excessOf, isIdle } from "./connection-eviction.js";

/** The open connections by what is known of their clients. */
export interface ConnectionSet {
  /** Connections that aren't those of an allowed client, or not yet; the oldest first. */
  unfinished(): readonly Connection[];
  /** Adds a connection until it is closed. Returns its address; undefined if the client has disconnected. */
  add(socket: Socket): string | undefined;
  evict(connections: readonly Connection[]): void;
  /**
   * The handshake of an allowed client is finished. Above the limit, the connection that is idle for the longest time
   * is evicted.
   */
  authenticate(socket: Socket, limit: number): void;
  /** The connection isn't idle until the response is closed. */
  addResponse(socket: Socket, response: ServerResponse): void;
  destroyAll(): void;
}

/** @param close closes an evicted connection */
export function createConnectionSet(close: (connection: Connection) => void): ConnectionSet {
  const open = new Map<string, Connection>();
  /** The oldest first. */
  const unfinished = new Set<Connection>();
  /** The one that is idle for the longest time first. */
  const authenticated = new Set<Connection>();

  const evict = (connections: readonly Connection[]) => {
    for (const connection of connections) {
      unfinished.delete(connection);
      authenticated.delete(connection);
      close(connection);
    }
  };

  return {
    unfinished: () => [...unfinished],
    evict,
    add: (socket) => {
      const connection = connectionOf(socket);
      socket.on("error", () => undefined);
      if (connection === undefined) {
        socket.destroy();
        return undefined;
      }
      const key = keyOf(socket);
      open.set(key, connection);
      unfinished.add(connection);
      socket.once("close", () => {
        unfinished.delete(connection);
        authenticated.delete(connection);
        if (open.get(key) === connection) open.delete(key);
      });
      return connection.address;
    },
    authenticate: (socket, limit) => {
      const connection = open.get(keyOf(socket));
      if (connection === undefined || !unfinished.delete(connection)) return;
      const all = [...authenticated];
      const idle = all.filter(isIdle);
      // Where none is idle, one that is slow to read its response goes.
      if (all.length >= limit) evict(idle.length > 0 ? excessOf(idle, idle.length - 1) : excessOf(all, limit - 1));
      authenticated.add(connection);
    },
    addResponse: (socket, response) => {
      const connection = open.get(keyOf(socket));
      if (connection === undefined) return;
      connection.responses += 1;
      response.once("close", () => {
        connection.responses -= 1;
        // The connection that became idle last is the last of the set.
        if (authenticated.delete(connection)) authenticated.add(connection);
      });
    },
    destroyAll: () => {
      for (const { socket } of open.values()) socket.destroy();
    },
  };
}

/** Address and port of the client, which the TLS socket and the socket below it have in common. */
const keyOf = ({ remoteAddress = "", remotePort = 0 }: Socket) => `${remoteAddress} ${remotePort}`;
