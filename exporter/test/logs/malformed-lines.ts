import type { RejectionReason } from "../../src/events.js";

export interface MalformedLine {
  readonly what: string;
  readonly line: Buffer;
  /** Why the reader of the access log refuses it, and why that of the query log. */
  readonly refused: { readonly access: RejectionReason; readonly query: RejectionReason };
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

const malformed = (what: string, line: string | Buffer, refused: MalformedLine["refused"]): MalformedLine => ({
  what,
  line: Buffer.from(line),
  refused,
});

const ofAccess = (what: string, fields: object, reason: RejectionReason) =>
  malformed(what, JSON.stringify({ ...access, ...fields }), { access: reason, query: "incomplete" });

const ofQuery = (what: string, fields: object, reason: RejectionReason) =>
  malformed(what, JSON.stringify({ ...query, ...fields }), { access: "incomplete", query: reason });

/** A message whose only answer's name is a pointer to a place in it. */
const pointing = (target: number): string => {
  const message = Buffer.from("4711818000010001000000000161036c61620000010001c00c000100010000003c0004c0000201", "hex");
  message.writeUInt16BE(0xc000 | target, message.indexOf(Buffer.from([0xc0, 0x0c])));
  return message.toString("base64");
};

/** Lines that nobody should believe: cut off, broken, made up, or meant to do harm. None holds a line break. */
export const malformedLines: readonly MalformedLine[] = [
  malformed("an empty line", "", both("not-json")),
  malformed("a line of spaces", "   ", both("not-json")),
  malformed("a line of zeros, as after a crash", Buffer.alloc(512), both("not-json")),
  malformed("a line cut off", JSON.stringify({ ...access, ...query }).slice(0, -7), both("not-json")),
  malformed("two lines in one", JSON.stringify(access) + JSON.stringify(query), both("not-json")),
  malformed("another format", '192.168.1.10 - - [06/Jan/2025:10:00:00 +0000] "GET / HTTP/2.0" 200 5', both("not-json")),
  malformed("a list", "[1,2,3]", both("not-json")),
  malformed("nothing", "null", both("not-json")),
  malformed("an object of nothing", "{}", both("incomplete")),
  malformed("bytes that are no UTF-8", Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), both("encoding")),
  malformed("brackets without end", "[".repeat(50_000), both("too-deep")),
  malformed("objects without end", '{"a":'.repeat(20_000), both("too-deep")),
  ofAccess("a negative duration", { Duration: -5 }, "implausible"),
  ofAccess("a duration beyond numbers", { Duration: 1e308 }, "implausible"),
  ofAccess("a status as text", { DownstreamStatus: "200" }, "incomplete"),
  ofAccess("a client that is no address", { ClientAddr: "nobody", ClientHost: "nobody" }, "implausible"),
  ofAccess("a service of two lines", { ServiceName: 'a"}\nup 1' }, "characters"),
  ofAccess("a day that doesn't exist", { StartUTC: "2025-02-30T10:00:00Z" }, "implausible"),
  ofQuery("a name with a bell", { QH: "ding\u0007.lab" }, "characters"),
  ofQuery("half a character", { QH: "a\ud800.lab" }, "characters"),
  ofQuery("an endless name", { QH: "a.".repeat(2000) }, "implausible"),
  ofQuery("a negative time", { Elapsed: -1 }, "implausible"),
  ofQuery("an answer of nonsense", { Answer: "c2VyaW91c2x5" }, "answer"),
  ofQuery("an answer that isn't there", { Answer: "R" }, "answer"),
  ofQuery("a pointer to itself", { Answer: pointing(0x17) }, "answer"),
  ofQuery("a pointer forward", { Answer: pointing(0x20) }, "answer"),
  ofQuery("a pointer to nowhere", { Answer: pointing(0x3fff) }, "answer"),
  ofQuery("a result of wrong types", { Result: { Reason: {}, Rules: 7 } }, "incomplete"),
];
