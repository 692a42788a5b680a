import { randomInt } from "node:crypto";
import { decode, encode, RECURSION_DESIRED, type Packet } from "dns-packet";

/** A question for the IPv4 addresses of a name. */
export interface DnsQuery {
  readonly id: number;
  /** ASCII, without a dot at its end. */
  readonly name: string;
  readonly message: Buffer;
}

/** The part of an answer that decides a probe. */
export interface DnsResponse {
  /** Such as `NOERROR`. */
  readonly rcode: string;
  /** Whether the answer didn't fit into a datagram. */
  readonly isTruncated: boolean;
  /** IPv4 addresses. */
  readonly addresses: readonly string[];
}

/** Creates a question with a random id. */
export function createDnsQuery(name: string): DnsQuery {
  const id = randomInt(65_536);
  const message = encode({ type: "query", id, flags: RECURSION_DESIRED, questions: [{ type: "A", name }] });
  return { id, name, message };
}

/** Id, flags and four counts. */
const headerBytes = 12;

/** Compression pointers can make each record as expensive as the whole message. */
const maxDecodedBytes = 8192;

const rcodes: Readonly<Record<number, string>> = {
  0: "NOERROR",
  1: "FORMERR",
  2: "SERVFAIL",
  3: "NXDOMAIN",
  4: "NOTIMP",
  5: "REFUSED",
};

/**
 * Parses the answer to a question. It never throws.
 *
 * @returns undefined for anything else: another id or question, no answer, no DNS message
 */
export function parseDnsResponse(message: Buffer, query: DnsQuery): DnsResponse | undefined {
  if (message.length < headerBytes || message.readUInt16BE(0) !== query.id) return undefined;
  const [flags, code] = [message.readUInt8(2), message.readUInt8(3) & 0x0f];
  const [isResponse, isQueryOpcode, isTruncated] = [(flags & 0x80) !== 0, (flags & 0x78) === 0, (flags & 0x02) !== 0];
  if (!isResponse || !isQueryOpcode || message.readUInt16BE(4) !== 1) return undefined;
  const packet = decodePart(message, !isTruncated && message.length <= maxDecodedBytes);
  if (packet === undefined || !asks(packet, query)) return undefined;
  const addresses = (packet.answers ?? []).flatMap((record) => (record.type === "A" ? [record.data] : []));
  return { rcode: rcodes[code] ?? `code ${code}`, isTruncated, addresses };
}

/** Decodes the question, and the answers if they are wanted; undefined for an invalid message. */
function decodePart(message: Buffer, wantsAnswers: boolean): Packet | undefined {
  const part = Buffer.from(message);
  part.fill(0, wantsAnswers ? 8 : 6, headerBytes);
  try {
    return decode(part);
  } catch {
    return undefined;
  }
}

/** A server may change the case of letters. */
function asks({ questions = [] }: Packet, { name }: DnsQuery): boolean {
  const [question] = questions;
  return question?.type === "A" && question.class === "IN" && question.name.toLowerCase() === name.toLowerCase();
}
