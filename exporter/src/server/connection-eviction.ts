import type { Socket } from "node:net";
import { addressGroup } from "./address-group.js";

export interface Connection {
  readonly socket: Socket;
  readonly address: string;
  /** See {@link addressGroup}. */
  readonly group: string;
  /** Responses that aren't closed. */
  responses: number;
}

/** Undefined if the client has disconnected. */
export function connectionOf(socket: Socket): Connection | undefined {
  const { remoteAddress: address } = socket;
  return address === undefined ? undefined : { socket, address, group: addressGroup(address), responses: 0 };
}

/** Whether the server has sent nothing, since it waits for the rest of the ClientHello. */
export const isSilent = ({ socket }: Connection): boolean => socket.bytesWritten === 0;

/** Whether the server has answered the ClientHello. */
export const isAnswered = ({ socket }: Connection): boolean => socket.bytesWritten > 0;

/** Whether no request of the connection is being answered. A part of a request's headers doesn't count. */
export const isIdle = ({ responses }: Connection): boolean => responses === 0;

/**
 * The connections to close so that a limit is kept: again and again the oldest of the address with the most. A client
 * with few connections keeps them, however many another opens.
 *
 * @param connections the oldest first
 */
export function excessOf(connections: readonly Connection[], limit: number): readonly Connection[] {
  const counts = new Map<string, number>();
  for (const { group } of connections) counts.set(group, (counts.get(group) ?? 0) + 1);
  const excess: Connection[] = [];
  while (connections.length - excess.length > limit) {
    const most = Math.max(...counts.values());
    const oldest = connections.find((one) => counts.get(one.group) === most && !excess.includes(one));
    if (oldest === undefined) break;
    counts.set(oldest.group, most - 1);
    excess.push(oldest);
  }
  return excess;
}
