import { canonicalAddress } from "../network/address.js";
import { decodeMessage } from "./boundary.js";
import { rcodeName } from "./verdict.js";

/** What an event needs of a DNS message. */
export interface DnsAnswer {
  /** `NOERROR`; without the bits that an OPT record adds, which tell of versions and cookies alone. */
  readonly rcode: string;
  /** Canonical, each once. */
  readonly addresses: readonly string[];
}

/** Bytes of a header: id, flags, four counts. */
const headerBytes = 12;

/**
 * Pointers may lead through a message as often as it has records: its size bounds what that costs. 8 KiB hold five
 * hundred addresses, more than anybody answers.
 */
const maxMessageBytes = 8192;

/** Name as a pointer, type, class, time to live and length take as much at least. */
const minRecordBytes = 11;

const none: readonly string[] = [];

/** How many bytes base64 stands for, without decoding it. */
const bytesIn = (base64: string) =>
  Math.floor((base64.length * 3) / 4) - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);

/** Base64 as Go writes it. Node passes over whatever else stands there, so that the length tells. */
function bytesOf(base64: string, expected: number): Buffer | undefined {
  const bytes = Buffer.from(base64, "base64");
  return bytes.length === expected ? bytes : undefined;
}

/** Authority and additional records hold no addresses of the name that was asked for: they needn't be decoded. */
const withoutTheRest = (message: Buffer): Buffer => message.fill(0, 8, headerBytes);

function addressesIn(message: Buffer): readonly string[] | undefined {
  const records = decodeMessage(withoutTheRest(message))?.answers;
  if (records === undefined) return undefined;
  const addresses = new Set<string>();
  for (const record of records)
    if (record.type === "A" || record.type === "AAAA") addresses.add(canonicalAddress(record.data));
  addresses.delete("");
  return [...addresses];
}

/**
 * Reads an answer in wire format.
 *
 * @param base64 the message
 * @param wantsAddresses whether more than the header is looked at
 * @returns `undefined` for what is no answer
 */
export function parseDnsAnswer(base64: string, wantsAddresses: boolean): DnsAnswer | undefined {
  const header = bytesOf(base64.slice(0, 16), headerBytes);
  if (header === undefined || header.readInt8(2) >= 0) return undefined;
  const rcode = rcodeName(header.readUInt8(3) & 0x0f);
  const records = header.readUInt16BE(6);
  if (!wantsAddresses || records === 0) return { rcode, addresses: none };
  const length = bytesIn(base64);
  if (length > maxMessageBytes || length < headerBytes + records * minRecordBytes) return undefined;
  const message = bytesOf(base64, length);
  const addresses = message && addressesIn(message);
  return addresses && { rcode, addresses };
}
