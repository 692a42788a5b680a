/** A DNS server on the loopback that answers as it is told, over UDP, TCP or TLS. */
import { createSocket } from "node:dgram";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { AUTHORITATIVE_ANSWER, decode, encode, RECURSION_DESIRED, type Packet, TRUNCATED_RESPONSE } from "dns-packet";
import type { Credentials } from "../../../test/certificates/authority.js";

export type Protocol = "udp" | "tcp" | "tls";

/** How the server answers: by a response code, with an address, or in a wrong way. */
export type Behavior =
  | { readonly rcode: number }
  | { readonly address: string }
  | "silence"
  | "wrong id"
  | "wrong question"
  | "two questions"
  | "no response"
  | "truncated"
  | "cut off"
  | "broken record"
  | "garbage"
  | "empty"
  | "slow drip"
  | "close";

export interface FakeDns extends AsyncDisposable {
  readonly port: number;
  /** The names of the questions so far. */
  readonly asked: readonly string[];
  behave(behavior: Behavior): void;
}

const rcodeOf = (behavior: Behavior) => (typeof behavior === "object" && "rcode" in behavior ? behavior.rcode : 0);

const addressOf = (behavior: Behavior) =>
  typeof behavior === "object" && "address" in behavior ? behavior.address : "192.0.2.1";

/** The name with a length in front of each label and a zero behind, type, class, TTL, length and address. */
const addressRecordBytes = (name: string) => name.length + 2 + 14;

/** The bytes of an answer; undefined for none. */
function responseTo(query: Packet, behavior: Behavior, isDatagram: boolean): Buffer | undefined {
  const { id = 0, questions = [] } = query;
  const name = questions[0]?.name ?? "";
  const isTruncated = behavior === "truncated" && isDatagram;
  const response: Packet = {
    type: behavior === "no response" ? "query" : "response",
    id: behavior === "wrong id" ? (id + 1) & 0xffff : id,
    flags: RECURSION_DESIRED | AUTHORITATIVE_ANSWER | (isTruncated ? TRUNCATED_RESPONSE : 0) | rcodeOf(behavior),
    questions:
      behavior === "wrong question"
        ? [{ type: "A", name: `not-${name}` }]
        : behavior === "two questions"
          ? [...questions, ...questions]
          : questions,
    answers: rcodeOf(behavior) === 0 && !isTruncated ? [{ type: "A", name, data: addressOf(behavior), ttl: 60 }] : [],
  };
  const bytes = encode(response);
  switch (behavior) {
    case "silence":
      return undefined;
    case "cut off":
      return bytes.subarray(0, 20);
    case "broken record":
      return bytes.fill(0xff, bytes.length - addressRecordBytes(name));
    case "garbage":
      return Buffer.alloc(bytes.length, 0xc0);
    case "empty":
      return Buffer.alloc(0);
    default:
      return bytes;
  }
}

export async function startFakeDns(protocol: Protocol, first: Behavior, credentials?: Credentials): Promise<FakeDns> {
  const state = { behavior: first };
  const asked: string[] = [];
  const answer = (message: Buffer) => {
    const query = decode(message);
    asked.push(query.questions?.[0]?.name ?? "");
    return responseTo(query, state.behavior, protocol === "udp");
  };
  const behave = (behavior: Behavior) => {
    state.behavior = behavior;
  };
  if (protocol === "udp") return { ...(await startDatagrams(answer, state)), asked, behave };
  return { ...(await startStreams(answer, () => state.behavior, credentials)), asked, behave };
}

type Answer = (message: Buffer) => Buffer | undefined;

/** Over TCP at the same port, too, for truncated answers. */
async function startDatagrams(answer: Answer, state: { behavior: Behavior }) {
  const stream = await startStreams(
    (message) => {
      const query = decode(message);
      return responseTo(query, state.behavior, false);
    },
    () => state.behavior,
  );
  const socket = createSocket("udp4");
  socket.on("message", (message, { port, address }) => {
    const bytes = answer(message);
    if (bytes !== undefined) socket.send(bytes, port, address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(stream.port, "127.0.0.1", resolve);
  });
  return {
    port: stream.port,
    [Symbol.asyncDispose]: async () => {
      await new Promise<void>((resolve) => socket.close(resolve));
      await stream[Symbol.asyncDispose]();
    },
  };
}

async function startStreams(answer: Answer, behavior: () => Behavior, credentials?: Credentials) {
  const open = new Set<Socket>();
  const serve = (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => undefined).on("close", () => open.delete(socket));
    let received = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const bytes = answer(received.subarray(2));
      received = Buffer.alloc(0);
      if (behavior() === "close") socket.end();
      else if (bytes !== undefined) void send(socket, bytes, behavior());
    });
  };
  const server: Server =
    credentials === undefined
      ? createTcpServer(serve)
      : createTlsServer({ cert: credentials.certificate, key: credentials.key }, serve);
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** With the length in front. A slow drip promises the largest length, and sends a byte at a time. */
async function send(socket: Socket, bytes: Buffer, behavior: Behavior): Promise<void> {
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(behavior === "slow drip" ? 0xffff : bytes.length);
  if (behavior !== "slow drip") {
    socket.write(Buffer.concat([prefix, bytes]));
    return;
  }
  socket.write(prefix);
  for (const byte of bytes) {
    if (socket.destroyed) return;
    socket.write(Buffer.of(byte));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
