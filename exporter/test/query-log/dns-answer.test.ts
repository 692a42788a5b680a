import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { canonicalAddress } from "../../src/network/address.js";
import { parseDnsAnswer } from "../../src/query-log/dns-answer.js";
import { type DnsRecord, writeMessage } from "../logs/dns-message.js";

const message = (answers: readonly DnsRecord[], rest: { rcode?: number; id?: number; ttl?: number } = {}) =>
  writeMessage({ id: 4711, rcode: 0, ttl: 60, name: "www.example.com", type: 1, answers, ...rest });

const parseBytes = (bytes: Buffer, wantsAddresses = true) => parseDnsAnswer(bytes.toString("base64"), wantsAddresses);

const name = "www.example.com";

describe("an answer", () => {
  it("has its response code in the header", () => {
    const codes = Array.from({ length: 16 }, (_, rcode) => parseBytes(message([], { rcode }))?.rcode);
    expect(codes.slice(0, 6)).toEqual(["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"]);
    expect(codes.slice(11)).toEqual(Array(5).fill("other"));
  });

  it("isn't decoded if its addresses aren't needed", () => {
    const broken = message([{ type: "A", name, address: "192.0.2.1" }]).subarray(0, 20);
    expect(parseBytes(broken, false)).toEqual({ rcode: "NOERROR", addresses: [] });
    expect(parseBytes(broken, true)).toBeUndefined();
  });

  it("has distinct addresses, without other records", () => {
    const answers: DnsRecord[] = [
      { type: "CNAME", name, target: "edge.example.net" },
      { type: "HTTPS", name, data: [0, 1, 0] },
      { type: "A", name: "edge.example.net", address: "192.0.2.1" },
      { type: "AAAA", name: "edge.example.net", address: "2001:db8:0:0:0:0:0:1" },
      { type: "A", name: "edge.example.net", address: "192.0.2.1" },
    ];
    expect(parseBytes(message(answers))?.addresses).toEqual(["192.0.2.1", "2001:db8::1"]);
  });

  it("may be damaged after the answers, which aren't decoded", () => {
    const bytes = message([{ type: "A", name, address: "192.0.2.1" }]);
    bytes.writeUInt16BE(9, 8);
    bytes.writeUInt16BE(65535, 10);
    expect(parseBytes(bytes)?.addresses).toEqual(["192.0.2.1"]);
  });

  it.each([244, 600, 4000])("of %i addresses is parsed", (count) => {
    const answers = Array.from({ length: count }, (_, index): DnsRecord => ({
      type: "A",
      name,
      address: `192.0.${index >> 8}.${index & 255}`,
    }));
    expect(parseBytes(message(answers))?.addresses).toHaveLength(count);
  });

  it("with any records is parsed to their addresses", () => {
    const label = fc.stringMatching(/^[a-z\d-]{1,20}$/u);
    const names = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join("."));
    const record = fc.oneof(
      fc.record({ type: fc.constant("A" as const), name: names, address: fc.ipV4() }),
      fc.record({ type: fc.constant("AAAA" as const), name: names, address: fc.ipV6() }),
      fc.record({ type: fc.constant("CNAME" as const), name: names, target: names }),
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 12 }), fc.nat(65535), fc.nat(0xffffffff), (answers, id, ttl) => {
        const expected = answers.flatMap((answer) => ("address" in answer ? [canonicalAddress(answer.address)] : []));
        expect(parseBytes(message(answers, { id, ttl }))).toEqual({
          rcode: "NOERROR",
          addresses: [...new Set(expected)],
        });
      }),
    );
  });
});

describe("an invalid message", () => {
  it.each<[string, string]>([
    ["nothing", ""],
    ["too short for a header", Buffer.alloc(11, 0x80).toString("base64")],
    ["a question", Buffer.alloc(12).toString("base64")],
    ["no base64", "????????????????"],
    [
      "base64 with an invalid character",
      message([{ type: "A", name, address: "192.0.2.1" }])
        .toString("base64")
        .replace(/.$/u, "*"),
    ],
    ["more records than fit", Buffer.from("4711818000010fff0000000000", "hex").toString("base64")],
  ])("is rejected: %s", (_, base64) => expect(parseDnsAnswer(base64, true)).toBeUndefined());

  it("is rejected where pointers form a loop or point forward", () => {
    const bytes = message([{ type: "A", name, address: "192.0.2.1" }]);
    const pointer = 12 + name.length + 2 + 4;
    expect(bytes.readUInt16BE(pointer)).toBe(0xc00c);
    for (const target of [pointer, pointer + 2, bytes.length - 1, 0x3fff]) {
      bytes.writeUInt16BE(0xc000 | target, pointer);
      expect(parseBytes(bytes), `to ${target}`).toBeUndefined();
    }
  });

  it("is rejected above the size of a DNS message", () => {
    const addresses = (count: number) =>
      message(Array.from({ length: count }, (): DnsRecord => ({ type: "A", name, address: "192.0.2.1" })));
    expect(addresses(4093)).toHaveLength(65_521);
    expect(parseBytes(addresses(4093))?.addresses).toEqual(["192.0.2.1"]);
    expect(parseBytes(addresses(4094))).toBeUndefined();
  });

  it.each<[string, string]>([
    ["an IPv4 address of three bytes", "c00c 0001 0001 0000003c 0003 c00002"],
    ["an IPv6 address of four bytes", "c00c 001c 0001 0000003c 0004 c0000201"],
    ["a length beyond the message", "c00c 0001 0001 0000003c 0005 c0000201"],
    ["a reserved kind of label", "800c 0001 0001 0000003c 0004 c0000201"],
  ])("is rejected for %s", (_, record) => {
    const start = "4711 8180 0001 0001 0000 0000 01610362636400 0001 0001";
    const bytes = Buffer.from(`${start}${record}`.replaceAll(" ", ""), "hex");
    expect(parseBytes(bytes)).toBeUndefined();
  });

  it("never throws", () => {
    const whole = message([
      { type: "CNAME", name, target: "edge.example.net" },
      { type: "SRV", name, data: [0, 1, 0, 2, 0, 53, 0xc0, 0x0c] },
      { type: "AAAA", name: "edge.example.net", address: "2001:db8::1" },
      { type: "SOA", name, data: [0, 0, 0, 0, 0, 1] },
      { type: "OPT", name: ".", data: [0, 10, 0, 2, 1, 1] },
    ]);
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), fc.nat(whole.length), (changes, length) => {
        const bytes = Buffer.from(whole);
        for (const [place, byte] of changes) bytes[place] = byte;
        for (const answer of [parseBytes(bytes), parseBytes(bytes.subarray(0, length))])
          for (const address of answer?.addresses ?? []) expect(canonicalAddress(address)).toBe(address);
      }),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseDnsAnswer(text, true)));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 600 }), fc.nat(9), (random, records) => {
        const bytes = Buffer.from(random);
        bytes.writeUInt16BE(0x8180, 2);
        bytes.writeUInt16BE(1, 4);
        bytes.writeUInt16BE(records, 6);
        parseBytes(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});
