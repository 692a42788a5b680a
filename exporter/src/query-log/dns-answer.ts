import { canonicalAddress } from "../network/address.js";
import { decodeMessage } from "./boundary.js";
import { rcodeName } from "./dns-names.js";

/** The part of a DNS message that an event contains. */
export interface DnsAnswer {
  /** Such as `NOERROR`. The extended bits of an OPT record are ignored. */
  readonly rcode: string;
  /** Canonical and distinct. */
  readonly addresses: readonly string[];
}

/** Id, flags and four counts. */
const headerBytes = 12;

/**
 * Limit of a message that is decoded: compression pointers can make each record as expensive as the whole message. 8
 * KiB hold five hundred addresses.
 */
const maxMessageBytes = 8192;

/** A pointer as name, type, class, TTL and length. */
const minRecordBytes = 11;

const none: readonly string[] = [];

/** The decoded length of a base64 text. */
const decodedLength = (base64: string) =>
  Math.floor((base64.length * 3) / 4) - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);

/** Decodes base64 and checks the length, since Node ignores invalid characters. */
function decodeBase64(base64: string, expected: number): Buffer | undefined {
  const bytes = Buffer.from(base64, "base64");
  return bytes.length === expected ? bytes : undefined;
}

/** Sets the counts of authority and additional records to 0, so that only answers are decoded. */
const withAnswersOnly = (message: Buffer): Buffer => message.fill(0, 8, headerBytes);

function addressesIn(message: Buffer): readonly string[] | undefined {
  const records = decodeMessage(withAnswersOnly(message))?.answers;
  if (records === undefined) return undefined;
  const addresses = new Set<string>();
  for (const record of records)
    if (record.type === "A" || record.type === "AAAA") addresses.add(canonicalAddress(record.data));
  addresses.delete("");
  return [...addresses];
}

/**
 * Parses an answer in wire format.
 *
 * @param base64 the message
 * @param wantsAddresses whether to decode more than the header
 * @returns undefined for an invalid message, or one that is no answer
 */
export function parseDnsAnswer(base64: string, wantsAddresses: boolean): DnsAnswer | undefined {
  const header = decodeBase64(base64.slice(0, 16), headerBytes);
  if (header === undefined || header.readInt8(2) >= 0) return undefined;
  const rcode = rcodeName(header.readUInt8(3) & 0x0f);
  const records = header.readUInt16BE(6);
  if (!wantsAddresses || records === 0) return { rcode, addresses: none };
  const length = decodedLength(base64);
  if (length > maxMessageBytes || length < headerBytes + records * minRecordBytes) return undefined;
  const message = decodeBase64(base64, length);
  const addresses = message && addressesIn(message);
  return addresses && { rcode, addresses };
}
