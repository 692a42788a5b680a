import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { seededRandom } from "../../../test/simulation/random.js";
import { createAccessLogParser } from "../../src/access-log/parse-line.js";
import { type RejectionReason, rejectionReasons, type RequestEvent } from "../../src/events.js";
import { canonicalAddress } from "../../src/network/address.js";
import { accessLine } from "../logs/access-line.js";
import { trustedProxies } from "../logs/lab.js";
import { requests } from "../logs/requests.js";

const parse = createAccessLogParser({ trustedProxies });
const parseText = (text: string) => parse(Buffer.from(text));

describe("lines of a day", () => {
  it.each(["v2", "v3"] as const)("of Traefik %s are parsed to the events that they were written from", (version) => {
    const random = seededRandom(7);
    const events = [...requests({ seed: 3, count: 4000 })];
    const lines = events.map((event) => accessLine(event, { version, random }));
    expect(lines.map(parseText)).toEqual(events.map((event) => ({ event })));
  });

  it("have all variants of the format", () => {
    const random = seededRandom(7);
    const events = [...requests({ seed: 3, count: 4000 })];
    const lines = events.map((event) => accessLine(event, { version: "v2", random })).join("\n");
    const codes = new Set(events.map(({ code }) => code));
    for (const code of [101, 499, 502, 404, 0]) expect(codes).toContain(code);
    for (const shape of [/"ServiceURL":\{"Scheme"/u, /"ClientHost":"unknown,/u, /"ClientAddr":"\[fd12:/u, /\\u0026/u])
      expect(lines).toMatch(shape);
    expect(events.some(({ service, code }) => service === "" && code === 404)).toBe(true);
  });
});

const simple = {
  ClientAddr: "192.168.1.10:5000",
  ClientHost: "192.168.1.10",
  DownstreamContentSize: 20,
  DownstreamStatus: 200,
  Duration: 1_500_000_000,
  OriginDuration: 1_000_000_000,
  RequestContentSize: 10,
  RequestHost: "daily.lab",
  RequestMethod: "GET",
  RouterName: "memos@docker",
  ServiceName: "memos@docker",
  ServiceURL: "http://10.0.3.7:5230",
  StartUTC: "2025-01-06T10:00:00.25Z",
};

const event: RequestEvent = {
  time: Date.UTC(2025, 0, 6, 10, 0, 1, 750),
  client: "192.168.1.10",
  router: "memos@docker",
  service: "memos@docker",
  serviceUrl: "http://10.0.3.7:5230",
  host: "daily.lab",
  method: "GET",
  code: 200,
  duration: 1.5,
  backendDuration: 1,
  bytesIn: 10,
  bytesOut: 20,
};

const isLabel = (text: string) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text);

/** The guarantees on which aggregators rely. */
const isValidRequest = (read: RequestEvent) =>
  [read.client, read.router, read.service, read.serviceUrl, read.host, read.method].every(isLabel) &&
  canonicalAddress(read.client) === read.client &&
  [read.duration, read.backendDuration, read.bytesIn ?? 0, read.bytesOut ?? 0].every(
    (value) => Number.isFinite(value) && value >= 0,
  ) &&
  Number.isSafeInteger(read.time) &&
  Number.isInteger(read.code);

const parseFields = (fields: object) => parseText(JSON.stringify({ ...simple, ...fields }));

describe("a line", () => {
  it("becomes an event", () => expect(parseFields({})).toEqual({ event }));

  it.each<[string, object, Partial<RequestEvent>]>([
    ["without a service", { ServiceName: undefined, ServiceURL: undefined }, { service: "", serviceUrl: "" }],
    ["without a router", { RouterName: undefined }, { router: "" }],
    ["with a server's password", { ServiceURL: "http://me:sec@ret@10.0.3.7:5230" }, {}],
    [
      "with a URL of version 2",
      { ServiceURL: { Scheme: "https", User: {}, Host: "10.0.3.7:5230", Path: "/base" } },
      { serviceUrl: "https://10.0.3.7:5230/base" },
    ],
    ["with an empty URL of version 2", { ServiceURL: { Scheme: "", Host: "" } }, { serviceUrl: "" }],
    [
      "without sizes",
      { RequestContentSize: undefined, DownstreamContentSize: null },
      { bytesIn: undefined, bytesOut: undefined },
    ],
    ["with empty bodies", { RequestContentSize: 0, DownstreamContentSize: 0 }, { bytesIn: 0, bytesOut: 0 }],
    ["with local time alone", { StartUTC: undefined, StartLocal: "2025-01-06T11:00:00.25+01:00" }, {}],
    [
      "with the time of writing alone",
      { StartUTC: undefined, time: "2025-01-06T11:00:01+01:00" },
      { time: Date.UTC(2025, 0, 6, 10, 0, 1) },
    ],
    ["with an unknown method", { RequestMethod: "BREW" }, { method: "EXTENSION_METHOD" }],
    ["with a host that is no name", { RequestHost: "' OR 1=1" }, { host: "" }],
    ["with a host in capitals", { RequestHost: "DAILY.Lab." }, {}],
    ["with an international host", { RequestHost: "xn--mnchen-3ya.de" }, { host: "münchen.de" }],
    ["with an address as host", { RequestHost: "[2001:DB8::0:7]" }, { host: "2001:db8::7" }],
    ["with the host in the address", { RequestHost: undefined, RequestAddr: "daily.lab:8443" }, {}],
    ["without a peer", { ClientAddr: undefined }, {}],
    ["with a gRPC status", { DownstreamStatus: 200, grpc_code: 13 }, {}],
    ["of an upgraded connection", { DownstreamStatus: 0 }, { code: 101 }],
    [
      "of an upgraded connection, whose bytes Traefik logs as 0",
      { DownstreamStatus: 0, RequestContentSize: 0, DownstreamContentSize: 0 },
      { code: 101, bytesIn: undefined, bytesOut: undefined },
    ],
    [
      "of a client that disconnected early",
      { DownstreamStatus: 0, ServiceName: undefined, ServiceURL: undefined },
      { code: 0, service: "", serviceUrl: "" },
    ],
  ])("%s", (_, fields, expected) => expect(parseFields(fields)).toEqual({ event: { ...event, ...expected } }));

  it.each<[string, object, RejectionReason]>([
    ["of Traefik 1", { ServiceName: undefined, ServiceURL: undefined, FrontendName: "Host-daily-lab-0" }, "traefik-1"],
    ["without a status", { DownstreamStatus: undefined }, "incomplete"],
    ["with a status as text", { DownstreamStatus: "200" }, "incomplete"],
    ["with a status out of range", { DownstreamStatus: 1000 }, "implausible"],
    ["with a fractional status", { DownstreamStatus: 200.5 }, "implausible"],
    ["without a duration", { Duration: undefined }, "incomplete"],
    ["with a negative duration", { Duration: -1 }, "implausible"],
    ["with an excessive duration", { Duration: 1e300 }, "implausible"],
    ["with a negative duration of the server", { OriginDuration: -5 }, "implausible"],
    ["with negative bytes", { DownstreamContentSize: -1 }, "implausible"],
    ["with bytes as text", { RequestContentSize: "1" }, "incomplete"],
    ["with more bytes than a safe integer", { RequestContentSize: 1e16 }, "implausible"],
    ["without a method", { RequestMethod: undefined }, "incomplete"],
    ["without a time", { StartUTC: undefined }, "incomplete"],
    ["with a time as number", { StartUTC: 1736157600 }, "incomplete"],
    ["with a day that doesn't exist", { StartUTC: "2025-02-29T10:00:00Z" }, "implausible"],
    ["without a client", { ClientAddr: undefined, ClientHost: undefined }, "incomplete"],
    ["with a client that is no address", { ClientAddr: "@", ClientHost: "@" }, "implausible"],
    ["with a client as list", { ClientAddr: ["192.168.1.10:1"] }, "incomplete"],
    [
      "with a header instead of a client",
      { ClientAddr: undefined, ClientHost: "192.168.1.1, 192.168.1.2" },
      "implausible",
    ],
    ["with an excessively long header", { ClientHost: "1".repeat(9000) }, "implausible"],
    ["with a router of two lines", { RouterName: "a\nb" }, "characters"],
    ["with a service of two lines", { ServiceName: "a\nb" }, "characters"],
    ["with a control character in the host", { RequestHost: "a\u0000b" }, "characters"],
    ["with a lone surrogate", { ServiceName: "\ud800" }, "characters"],
    ["with a line separator in a URL", { ServiceURL: "http://a\u2028b" }, "characters"],
    ["with a control character in a URL of version 2", { ServiceURL: { Host: "a\tb" } }, "characters"],
    ["with a service as number", { ServiceName: 7 }, "incomplete"],
    ["with a URL as number", { ServiceURL: 7 }, "incomplete"],
    ["with an excessively long name", { ServiceName: "a".repeat(2000) }, "implausible"],
  ])("is rejected %s", (_, fields, rejected) => expect(parseFields(fields)).toEqual({ rejected }));

  it("that is no entry is rejected", () => {
    expect(parseText("{}")).toEqual({ rejected: "incomplete" });
    expect(parseText('{"level":"error","msg":"no such router"}')).toEqual({ rejected: "incomplete" });
    expect(parseText('192.168.1.10 - - [06/Jan/2025:10:00:00 +0000] "GET / HTTP/2.0" 200')).toEqual({
      rejected: "not-json",
    });
  });
});

/** Lines written by Traefik v3.7.9 for test requests. */
const real: readonly (readonly [description: string, line: string, event: Partial<RequestEvent>])[] = [
  [
    "a web socket",
    '{"ClientAddr":"127.0.1.4:40181","ClientHost":"127.0.1.4","ClientPort":"40181","ClientUsername":"-","DownstreamContentSize":0,"DownstreamStatus":0,"Duration":393603573,"OriginContentSize":0,"OriginDuration":393496674,"OriginStatus":0,"Overhead":106899,"RequestAddr":"app.test","RequestContentSize":0,"RequestCount":26,"RequestHost":"app.test","RequestMethod":"GET","RequestPath":"/ws","RequestPort":"-","RequestProtocol":"HTTP/1.1","RequestScheme":"http","RetryAttempts":0,"RouterName":"app@file","ServiceAddr":"127.0.0.1:18101","ServiceName":"app@file","ServiceURL":"http://127.0.0.1:18101","StartLocal":"2026-11-25T23:08:03.959418968Z","StartUTC":"2026-11-25T23:08:03.959418968Z","entryPointName":"web","level":"info","msg":"","time":"2026-11-25T23:08:04Z"}',
    { code: 101, service: "app@file", serviceUrl: "http://127.0.0.1:18101", bytesIn: undefined, bytesOut: undefined },
  ],
  [
    "a client behind a trusted proxy",
    '{"ClientAddr":"127.0.0.50:43347","ClientHost":"198.51.100.9, 127.0.3.20","ClientPort":"43347","ClientUsername":"-","DownstreamContentSize":10,"DownstreamStatus":200,"Duration":655664,"OriginContentSize":10,"OriginDuration":616936,"OriginStatus":200,"Overhead":38728,"RequestAddr":"app.test","RequestContentSize":0,"RequestCount":28,"RequestHost":"app.test","RequestMethod":"GET","RequestPath":"/","RequestPort":"-","RequestProtocol":"HTTP/1.1","RequestScheme":"http","RetryAttempts":0,"RouterName":"app@file","ServiceAddr":"127.0.0.1:18101","ServiceName":"app@file","ServiceURL":"http://127.0.0.1:18101","StartLocal":"2026-11-25T23:08:04.505693985Z","StartUTC":"2026-11-25T23:08:04.505693985Z","entryPointName":"web","level":"info","msg":"","time":"2026-11-25T23:08:04Z"}',
    { client: "127.0.3.20", code: 200 },
  ],
  [
    "a client that disconnected",
    '{"ClientAddr":"127.0.1.4:41719","ClientHost":"127.0.1.4","ClientPort":"41719","ClientUsername":"-","DownstreamContentSize":21,"DownstreamStatus":499,"Duration":99696690,"OriginContentSize":21,"OriginDuration":99656100,"OriginStatus":499,"Overhead":40590,"RequestAddr":"app.test","RequestContentSize":0,"RequestCount":25,"RequestHost":"app.test","RequestMethod":"GET","RequestPath":"/sleep/500","RequestPort":"-","RequestProtocol":"HTTP/1.1","RequestScheme":"http","RetryAttempts":0,"RouterName":"app@file","ServiceAddr":"127.0.0.1:18102","ServiceName":"app@file","ServiceURL":"http://127.0.0.1:18102","StartLocal":"2026-11-25T23:08:03.842577513Z","StartUTC":"2026-11-25T23:08:03.842577513Z","entryPointName":"web","level":"info","msg":"","time":"2026-11-25T23:08:03Z"}',
    { code: 499, serviceUrl: "http://127.0.0.1:18102", duration: 0.09969669, bytesOut: 21 },
  ],
  [
    "the child of a weighted service",
    '{"ClientAddr":"127.0.1.3:34841","ClientHost":"127.0.1.3","ClientPort":"34841","ClientUsername":"-","DownstreamContentSize":10,"DownstreamStatus":200,"Duration":15369339,"OriginContentSize":10,"OriginDuration":15323560,"OriginStatus":200,"Overhead":45779,"RequestAddr":"weighted.test","RequestContentSize":0,"RequestCount":10,"RequestHost":"weighted.test","RequestMethod":"GET","RequestPath":"/","RequestPort":"-","RequestProtocol":"HTTP/1.1","RequestScheme":"http","RetryAttempts":0,"RouterName":"weighted@file","ServiceAddr":"127.0.0.1:18103","ServiceName":"blue@file","ServiceURL":"http://127.0.0.1:18103","StartLocal":"2026-11-25T23:08:02.583210194Z","StartUTC":"2026-11-25T23:08:02.583210194Z","entryPointName":"web","level":"info","msg":"","time":"2026-11-25T23:08:02Z"}',
    { router: "weighted@file", service: "blue@file", host: "weighted.test" },
  ],
  [
    "a login that failed",
    '{"ClientAddr":"127.0.1.3:33947","ClientHost":"127.0.1.3","ClientPort":"33947","ClientUsername":"","DownstreamContentSize":17,"DownstreamStatus":401,"Duration":49493,"GzipRatio":0,"OriginContentSize":0,"OriginDuration":0,"OriginStatus":0,"Overhead":49493,"RequestAddr":"auth.test","RequestContentSize":0,"RequestCount":15,"RequestHost":"auth.test","RequestMethod":"GET","RequestPath":"/","RequestPort":"-","RequestProtocol":"HTTP/1.1","RequestScheme":"http","RetryAttempts":0,"RouterName":"auth@file","StartLocal":"2026-11-25T23:08:02.878837382Z","StartUTC":"2026-11-25T23:08:02.878837382Z","entryPointName":"web","level":"info","msg":"","time":"2026-11-25T23:08:02Z"}',
    { code: 401, router: "auth@file", service: "", serviceUrl: "", backendDuration: 0 },
  ],
  [
    "an unreachable server",
    '{"ClientAddr":"127.0.1.3:39945","ClientHost":"127.0.1.3","ClientPort":"39945","ClientUsername":"-","DownstreamContentSize":11,"DownstreamStatus":502,"Duration":165346,"OriginContentSize":11,"OriginDuration":125586,"OriginStatus":502,"Overhead":39760,"RequestAddr":"dead.test","RequestContentSize":0,"RequestCount":12,"RequestHost":"dead.test","RequestMethod":"GET","RequestPath":"/","RequestPort":"-","RequestProtocol":"HTTP/1.1","RequestScheme":"http","RetryAttempts":0,"RouterName":"dead@file","ServiceAddr":"127.0.0.1:18199","ServiceName":"dead@file","ServiceURL":"http://127.0.0.1:18199","StartLocal":"2026-11-25T23:08:02.63578249Z","StartUTC":"2026-11-25T23:08:02.63578249Z","entryPointName":"web","level":"info","msg":"","time":"2026-11-25T23:08:02Z"}',
    { code: 502, service: "dead@file", serviceUrl: "http://127.0.0.1:18199" },
  ],
  [
    "a request without a host",
    '{"ClientAddr":"127.0.1.7:45945","ClientHost":"127.0.1.7","ClientPort":"45945","ClientUsername":"-","DownstreamContentSize":19,"DownstreamStatus":404,"Duration":51076,"GzipRatio":0,"OriginContentSize":0,"OriginDuration":0,"OriginStatus":0,"Overhead":51076,"RequestContentSize":0,"RequestCount":31,"RequestMethod":"GET","RequestPath":"/","RequestProtocol":"HTTP/1.0","RequestScheme":"http","RetryAttempts":0,"StartLocal":"2026-11-25T23:08:04.812532064Z","StartUTC":"2026-11-25T23:08:04.812532064Z","entryPointName":"web","level":"info","msg":"","time":"2026-11-25T23:08:04Z"}',
    { code: 404, host: "", router: "", service: "" },
  ],
  [
    "a client by IPv6",
    '{"ClientAddr":"[::1]:44005","ClientHost":"::1","ClientPort":"44005","ClientUsername":"-","DownstreamContentSize":10,"DownstreamStatus":200,"Duration":468295,"OriginContentSize":10,"OriginDuration":439673,"OriginStatus":200,"Overhead":28622,"RequestAddr":"app.test","RequestContentSize":0,"RequestCount":30,"RequestHost":"app.test","RequestMethod":"GET","RequestPath":"/","RequestPort":"-","RequestProtocol":"HTTP/1.1","RequestScheme":"http","RetryAttempts":0,"RouterName":"app@file","ServiceAddr":"127.0.0.1:18101","ServiceName":"app@file","ServiceURL":"http://127.0.0.1:18101","StartLocal":"2026-11-25T23:08:04.508375158Z","StartUTC":"2026-11-25T23:08:04.508375158Z","entryPointName":"web6","level":"info","msg":"","time":"2026-11-25T23:08:04Z"}',
    { client: "::1" },
  ],
];

describe("a real line", () => {
  const parseReal = createAccessLogParser({ trustedProxies: ["127.0.0.50/32"] });

  it.each(real)("of %s is parsed", (_, line, expected) => {
    const found = parseReal(Buffer.from(line));
    expect("event" in found && found.event).toMatchObject(expected);
  });
});

it("the header is ignored if no proxy is trusted", () => {
  const line = accessLine({ ...event, client: "10.0.0.2" }, { random: seededRandom(1) });
  const forged = line.replace(/"ClientHost":"[^"]*"/u, '"ClientHost":"203.0.113.5"');
  expect(createAccessLogParser()(Buffer.from(forged))).toEqual({ event: { ...event, client: "10.0.0.2" } });
  expect(parseText(forged)).toEqual({ event: { ...event, client: "203.0.113.5" } });
});

describe("any line", () => {
  const keys = Object.keys(simple);
  const anything = fc.oneof(
    fc.anything({ maxDepth: 3 }),
    fc.double(),
    fc.string({ unit: "binary" }),
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom(...Object.values(simple)),
  );

  it("is parsed to valid labels, or rejected with a reason", () => {
    const entries = fc.dictionary(fc.constantFrom(...keys), anything);
    fc.assert(
      fc.property(entries, (fields) => {
        const result = parseFields(fields);
        if ("rejected" in result) expect(rejectionReasons).toContain(result.rejected);
        else expect(result.event).toSatisfy(isValidRequest);
      }),
    );
  });

  it("with changed or missing bytes never throws", () => {
    const line = Buffer.from(accessLine(event, { version: "v2", random: seededRandom(5) }));
    const change = fc.tuple(fc.nat(line.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 5 }), fc.nat(line.length), (changes, length) => {
        const changed = Buffer.from(line);
        for (const [place, byte] of changes) changed[place] = byte;
        const result = parse(changed.subarray(0, length));
        if ("event" in result) expect(result.event).toSatisfy(isValidRequest);
        const whole = parse(changed);
        if ("event" in whole) expect(whole.event).toSatisfy(isValidRequest);
      }),
      { numRuns: 2000 },
    );
  });

  it("of random bytes never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const result = parse(Buffer.from(bytes));
        expect(result).toHaveProperty("rejected");
      }),
    );
  });
});
