import { canonicalAddress } from "../network/address.js";
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

/** Limit of a DNS message over TCP. */
const maxMessageBytes = 65_535;

/** The root as name, type, class, TTL and length. */
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

/** The upper two bits of a length byte. */
const pointer = 0xc0;

const maxNameBytes = 255;

/** As many pointers as a name may have labels, which bounds the cost of a message whose pointers form a chain. */
const maxPointers = 126;

/**
 * The offset after the name at `start`; NaN for an invalid name.
 *
 * @param pointers that may still be followed
 */
function endOfName(message: Buffer, start: number, pointers = maxPointers): number {
  for (let offset = start; offset < message.length && offset - start <= maxNameBytes;) {
    const length = message.readUInt8(offset);
    if ((length & pointer) === pointer) {
      const target = offset + 2 <= message.length ? message.readUInt16BE(offset) & 0x3fff : NaN;
      const isBackward = target >= headerBytes && target < start && pointers > 0;
      return isBackward && !Number.isNaN(endOfName(message, target, pointers - 1)) ? offset + 2 : NaN;
    }
    if ((length & pointer) !== 0) return NaN;
    offset += 1 + length;
    if (length === 0) return offset;
  }
  return NaN;
}

const typeA = 1;
const typeAaaa = 28;

/** The address of a record; `""` for a record of another type; undefined for one that is invalid. */
function addressOf(type: number, data: Buffer): string | undefined {
  if (type === typeA) return data.length === 4 ? data.join(".") : undefined;
  if (type !== typeAaaa) return "";
  const groups = data.toString("hex").match(/.{4}/gu) ?? [];
  return data.length === 16 ? canonicalAddress(groups.join(":")) : undefined;
}

/** The offset of the first answer, after the questions; NaN for an invalid message. */
function startOfAnswers(message: Buffer): number {
  let offset = headerBytes;
  for (let question = message.readUInt16BE(4); question > 0 && offset < message.length; question--)
    offset = endOfName(message, offset) + 4;
  return offset;
}

/** The addresses in the answers; undefined for an invalid message. What follows the answers isn't read. */
function addressesIn(message: Buffer, records: number): readonly string[] | undefined {
  const addresses = new Set<string>();
  let offset = startOfAnswers(message);
  for (let record = 0; record < records; record++) {
    const fields = endOfName(message, offset);
    if (!(fields + 10 <= message.length)) return undefined;
    const data = fields + 10;
    offset = data + message.readUInt16BE(fields + 8);
    if (offset > message.length) return undefined;
    const address = addressOf(message.readUInt16BE(fields), message.subarray(data, offset));
    if (address === undefined) return undefined;
    if (address !== "") addresses.add(address);
  }
  return [...addresses];
}

/**
 * Parses an answer in wire format.
 *
 * @param base64 the message
 * @param wantsAddresses whether to read more than the header
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
  const addresses = message && addressesIn(message, records);
  return addresses && { rcode, addresses };
}
