import ipaddr from "ipaddr.js";

/** A record of an answer. */
export type DnsRecord =
  | { readonly type: "A" | "AAAA"; readonly name: string; readonly address: string }
  | { readonly type: "CNAME" | "PTR"; readonly name: string; readonly target: string }
  | { readonly type: "HTTPS" | "TXT" | "SRV" | "SOA" | "OPT"; readonly name: string; readonly data: readonly number[] };

export interface Message {
  readonly id: number;
  readonly rcode: number;
  readonly name: string;
  /** Number of the query type. */
  readonly type: number;
  readonly ttl: number;
  readonly answers: readonly DnsRecord[];
  readonly authorities?: readonly DnsRecord[];
  readonly additionals?: readonly DnsRecord[];
}

export const typeNumbers = {
  A: 1,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  HTTPS: 65,
} as const;

const word = (value: number) => [(value >> 8) & 0xff, value & 0xff];

/** Writes messages like Go's miekg/dns: repeated suffixes become compression pointers. */
class Writer {
  readonly bytes: number[] = [];
  private readonly offsets = new Map<string, number>();

  name(name: string): void {
    let rest = name === "." ? "" : name;
    while (rest !== "") {
      const place = this.offsets.get(rest);
      if (place !== undefined) {
        this.bytes.push(...word(0xc000 | place));
        return;
      }
      if (this.bytes.length < 0x3fff) this.offsets.set(rest, this.bytes.length);
      const [label = "", ...others] = rest.split(".");
      const letters = Buffer.from(label, "latin1");
      this.bytes.push(letters.length, ...letters);
      rest = others.join(".");
    }
    this.bytes.push(0);
  }

  record(record: DnsRecord, ttl: number): void {
    this.name(record.name);
    this.bytes.push(...word(typeNumbers[record.type]), ...word(record.type === "OPT" ? 1232 : 1));
    this.bytes.push(...(record.type === "OPT" ? [0, 0, 0, 0] : [...word(ttl >>> 16), ...word(ttl & 0xffff)]));
    const start = this.bytes.length;
    this.bytes.push(0, 0);
    if ("address" in record) this.bytes.push(...ipaddr.parse(record.address).toByteArray());
    else if ("target" in record) this.name(record.target);
    else this.bytes.push(...record.data);
    const [high = 0, low = 0] = word(this.bytes.length - start - 2);
    this.bytes[start] = high;
    this.bytes[start + 1] = low;
  }
}

/** Encodes a DNS message in wire format. */
export function writeMessage(message: Message): Buffer {
  const writer = new Writer();
  const { answers, authorities = [], additionals = [] } = message;
  writer.bytes.push(...word(message.id), 0x81, 0x80 | message.rcode, ...word(1));
  for (const records of [answers, authorities, additionals]) writer.bytes.push(...word(records.length));
  writer.name(message.name);
  writer.bytes.push(...word(message.type), ...word(1));
  for (const record of [...answers, ...authorities, ...additionals]) writer.record(record, message.ttl);
  return Buffer.from(writer.bytes);
}
