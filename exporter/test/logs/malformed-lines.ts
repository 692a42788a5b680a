import type { RejectionReason } from "../../src/events.js";

export interface MalformedLine {
  readonly description: string;
  readonly line: Buffer;
  /** The reasons of both parsers. */
  readonly rejected: { readonly access: RejectionReason; readonly query: RejectionReason };
}

const both = (reason: RejectionReason) => ({ access: reason, query: reason });

const access = {
  ClientAddr: "192.168.1.10:5000",
  DownstreamStatus: 200,
  Duration: 1_500_000,
  RequestMethod: "GET",
  StartUTC: "2025-01-06T10:00:00Z",
};

const query = {
  T: "2025-01-06T10:00:00Z",
  QH: "example.com",
  QT: "A",
  IP: "192.168.1.10",
  Result: {},
  Elapsed: 1000,
};

const malformed = (description: string, line: string | Buffer, rejected: MalformedLine["rejected"]): MalformedLine => ({
  description,
  line: Buffer.from(line),
  rejected,
});

const ofAccess = (description: string, fields: object, reason: RejectionReason) =>
  malformed(description, JSON.stringify({ ...access, ...fields }), { access: reason, query: "incomplete" });

const ofQuery = (description: string, fields: object, reason: RejectionReason) =>
  malformed(description, JSON.stringify({ ...query, ...fields }), { access: "incomplete", query: reason });

/** A message with one answer whose name is a pointer to an offset. */
const pointing = (target: number): string => {
  const message = Buffer.from("4711818000010001000000000161036c61620000010001c00c000100010000003c0004c0000201", "hex");
  message.writeUInt16BE(0xc000 | target, message.indexOf(Buffer.from([0xc0, 0x0c])));
  return message.toString("base64");
};

/** Truncated, damaged and malicious lines, without line breaks. */
export const malformedLines: readonly MalformedLine[] = [
  malformed("an empty line", "", both("not-json")),
  malformed("a line of spaces", "   ", both("not-json")),
  malformed("a line of zeros, as after a crash", Buffer.alloc(512), both("not-json")),
  malformed("a truncated line", JSON.stringify({ ...access, ...query }).slice(0, -7), both("not-json")),
  malformed("two lines in one", JSON.stringify(access) + JSON.stringify(query), both("not-json")),
  malformed("another format", '192.168.1.10 - - [06/Jan/2025:10:00:00 +0000] "GET / HTTP/2.0" 200 5', both("not-json")),
  malformed("a list", "[1,2,3]", both("not-json")),
  malformed("null", "null", both("not-json")),
  malformed("an empty object", "{}", both("incomplete")),
  malformed("invalid UTF-8", Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), both("encoding")),
  malformed("excessive brackets", "[".repeat(50_000), both("too-deep")),
  malformed("excessive objects", '{"a":'.repeat(20_000), both("too-deep")),
  ofAccess("an entry of Traefik 1", { BackendName: "backend-memos", FrontendName: "Host-daily-lab-0" }, "traefik-1"),
  ofAccess("a negative duration", { Duration: -5 }, "implausible"),
  ofAccess("an excessive duration", { Duration: 1e308 }, "implausible"),
  ofAccess("a status as text", { DownstreamStatus: "200" }, "incomplete"),
  ofAccess("a client that is no address", { ClientAddr: "nobody", ClientHost: "nobody" }, "implausible"),
  ofAccess("a service of two lines", { ServiceName: 'a"}\nup 1' }, "characters"),
  ofAccess("a day that doesn't exist", { StartUTC: "2025-02-30T10:00:00Z" }, "implausible"),
  ofQuery("a name with a bell", { QH: "ding\u0007.lab" }, "characters"),
  ofQuery("a lone surrogate", { QH: "a\ud800.lab" }, "characters"),
  ofQuery("an excessively long name", { QH: "a.".repeat(2000) }, "implausible"),
  ofQuery("a negative elapsed time", { Elapsed: -1 }, "implausible"),
  ofQuery("an answer that is no message", { Answer: "c2VyaW91c2x5" }, "answer"),
  ofQuery("an answer of one character", { Answer: "R" }, "answer"),
  ofQuery("a pointer to itself", { Answer: pointing(0x17) }, "answer"),
  ofQuery("a pointer forward", { Answer: pointing(0x20) }, "answer"),
  ofQuery("a pointer beyond the message", { Answer: pointing(0x3fff) }, "answer"),
  ofQuery("a result of wrong types", { Result: { Reason: {}, Rules: 7 } }, "incomplete"),
];
