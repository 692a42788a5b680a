import { createSocket } from "node:dgram";
import { connect as connectPlain, isIP, isIPv6, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls } from "node:tls";
import { type Deadline, withDeadline } from "./deadline.js";
import { type DnsQuery, type DnsResponse, parseDnsResponse } from "./dns-message.js";

/** A DNS server. */
export interface DnsServer {
  readonly address: string;
  readonly port: number;
  readonly protocol: "udp" | "tcp" | "tls";
  /** Name that its certificate must hold. Default: the address. */
  readonly serverName?: string;
  /** Certificate of the authority that signed its certificate. Default: the authorities that Node trusts. */
  readonly ca?: Buffer;
}

/**
 * Asks a DNS server a question over a new socket. A truncated answer over UDP is asked for again over TCP.
 *
 * @throws Error with a message for people: no answer in time, no connection, something else than an answer
 */
export async function exchangeDns(server: DnsServer, query: DnsQuery, deadline: Deadline): Promise<DnsResponse> {
  if (server.protocol !== "udp") return exchangeByStream(server, query, deadline);
  const start = performance.now();
  const response = await exchangeByDatagram(server, query, deadline);
  if (!response.isTruncated) return response;
  const timeout = Math.max(1, deadline.timeout - (performance.now() - start));
  return exchangeByStream({ ...server, protocol: "tcp" }, query, { ...deadline, timeout });
}

/** A lost datagram is sent again, as resolvers do. */
const maxDatagrams = 3;

/** Whatever isn't the answer is ignored, since anybody can send it. The kernel passes datagrams of the server alone. */
function exchangeByDatagram({ address, port }: DnsServer, query: DnsQuery, deadline: Deadline): Promise<DnsResponse> {
  return withDeadline(deadline, ({ resolve, reject }) => {
    const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
    const send = () => {
      socket.send(query.message);
    };
    let timer: NodeJS.Timeout | undefined;
    socket.on("error", reject);
    socket.on("message", (message) => {
      const response = parseDnsResponse(message, query);
      if (response !== undefined) resolve(response);
    });
    socket.once("connect", () => {
      send();
      timer = setInterval(send, Math.ceil(deadline.timeout / maxDatagrams));
    });
    socket.connect(port, address);
    return () => {
      clearInterval(timer);
      socket.close();
    };
  });
}

/** A message over TCP begins with its length in two bytes. */
const prefixBytes = 2;

function exchangeByStream(server: DnsServer, query: DnsQuery, deadline: Deadline): Promise<DnsResponse> {
  return withDeadline(deadline, ({ resolve, reject }) => {
    const socket = openSocket(server);
    let received = Buffer.alloc(0);
    socket.on("error", reject);
    socket.once("close", () => {
      reject(new Error("it closed the connection without an answer"));
    });
    socket.once(server.protocol === "tls" ? "secureConnect" : "connect", () => {
      const prefix = Buffer.alloc(prefixBytes);
      prefix.writeUInt16BE(query.message.length);
      socket.write(Buffer.concat([prefix, query.message]));
    });
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < prefixBytes) return;
      const end = prefixBytes + received.readUInt16BE(0);
      if (received.length < end) return;
      const response = parseDnsResponse(received.subarray(prefixBytes, end), query);
      if (response === undefined) reject(new Error("it sent something else than an answer"));
      else resolve(response);
    });
    return () => {
      socket.destroy();
    };
  });
}

function openSocket({ address, port, protocol, serverName = address, ca }: DnsServer): Socket {
  if (protocol !== "tls") return connectPlain({ host: address, port });
  return connectTls({
    host: address,
    port,
    minVersion: "TLSv1.2",
    ...(ca !== undefined && { ca }),
    // SNI allows no addresses.
    ...(isIP(serverName) === 0 && { servername: serverName }),
    checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate),
  });
}
