import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { encode } from "dns-packet";
import { fc } from "../../../test/properties.js";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { type DnsProbeKind, type DnsProbeTarget, probeDns } from "../../src/probe/dns-probe.js";
import { createDnsQuery, parseDnsResponse } from "../../src/probe/dns-message.js";
import { isProbeName, probeName } from "../../src/probe-name.js";
import { type Behavior, type FakeDns, type Protocol, startFakeDns } from "./fake-dns.js";

const { authority, stranger } = await testCertificates();

const protocols: readonly Protocol[] = ["udp", "tcp", "tls"];

const certificate = async (names: readonly string[], issuer = authority) =>
  issuer.issue(names.join(), { commonName: names[0] ?? "", names: [...names], use: "server" });

const dnsCertificate = await certificate(["dns.lab"]);

const started = (protocol: Protocol, behavior: Behavior, credentials = dnsCertificate): Promise<FakeDns> =>
  startFakeDns(protocol, behavior, protocol === "tls" ? credentials : undefined);

const names = { name: "nas.lab", outside_domain: "example.com" };
const running = new AbortController().signal;

const targetAt = (port: number, protocol: Protocol, rest: Partial<DnsProbeTarget> = {}): DnsProbeTarget => ({
  name: "adguard",
  address: "127.0.0.1",
  port,
  protocol,
  server_name: "dns.lab",
  ca: authority.certificateFile,
  ...rest,
});

/** The failure of a probe; undefined for a success. */
async function failure(
  target: DnsProbeTarget,
  kind: DnsProbeKind = "answers",
  timeout = 10_000,
  signal: AbortSignal = running,
): Promise<string | undefined> {
  const { duration, failure: text } = await probeDns(target, kind, names, { timeout, signal });
  expect(duration).toBeGreaterThanOrEqual(0);
  return text;
}

describe.each(protocols)("a DNS server over %s", (protocol) => {
  test.each<[DnsProbeKind, Behavior, string | undefined]>([
    ["answers", { address: "192.168.1.7" }, undefined],
    ["answers", { address: "0.0.0.0" }, undefined],
    ["answers", { rcode: 3 }, undefined],
    ["answers", { rcode: 2 }, "it answered SERVFAIL"],
    ["answers", { rcode: 5 }, "it answered REFUSED"],
    ["answers", { rcode: 11 }, "it answered code 11"],
    ["resolves", { address: "192.0.2.7" }, undefined],
    ["resolves", { rcode: 3 }, undefined],
    ["resolves", { rcode: 2 }, "it answered SERVFAIL"],
    ["resolves", { address: "0.0.0.0" }, "it blocks the outside domain and doesn't resolve it"],
  ])("%s with %j: %s", async (kind, behavior, expected) => {
    await using server = await started(protocol, behavior);
    expect(await failure(targetAt(server.port, protocol), kind)).toBe(expected);
  });

  test("is asked for the name of the lab, and each time for another one outside", async () => {
    await using server = await started(protocol, { rcode: 3 });
    const target = targetAt(server.port, protocol);
    for (const kind of ["answers", "resolves", "resolves"] as const) await failure(target, kind);
    const [first, ...random] = server.asked;
    expect(first).toBe("nas.lab");
    expect(random.map((name) => isProbeName(name, "example.com"))).toEqual([true, true]);
    expect(new Set(random).size).toBe(2);
  });

  test("that is silent fails after the timeout", async () => {
    await using server = await started(protocol, "silence");
    expect(await failure(targetAt(server.port, protocol), "answers", 300)).toBe("there was no answer in 0.3 seconds");
  });

  test("is left at the signal", async () => {
    await using server = await started(protocol, "silence");
    const ending = new AbortController();
    const result = failure(targetAt(server.port, protocol), "answers", 600_000, ending.signal);
    await expect.poll(() => server.asked.length).toBeGreaterThan(0);
    ending.abort();
    expect(await result).toBe("it was stopped");
    expect(await failure(targetAt(server.port, protocol), "answers", 600_000, ending.signal)).toBe("it was stopped");
  });

  test("that doesn't exist fails at once", async () => {
    const server = await started(protocol, "silence");
    await server[Symbol.asyncDispose]();
    expect(await failure(targetAt(server.port, protocol), "answers", 600_000)).toContain("ECONNREFUSED");
  });
});

const wrongAnswers: readonly Behavior[] = [
  "wrong id",
  "wrong question",
  "two questions",
  "no response",
  "cut off",
  "broken record",
  "garbage",
  "empty",
];

describe("an answer that is none", () => {
  // Each waits five seconds until the question is repeated.
  test.concurrent.for(wrongAnswers)(
    "is ignored over UDP, where anybody can send it: %s",
    { timeout: 60_000 },
    async (behavior, { expect: expectHere }) => {
      await using server = await started("udp", behavior);
      const target = targetAt(server.port, "udp");
      expectHere(await failure(target, "answers", 300)).toBe("there was no answer in 0.3 seconds");
      const before = server.asked.length;
      const result = failure(target, "answers", 15_000);
      await expectHere.poll(() => server.asked.length, { timeout: 10_000 }).toBeGreaterThan(before);
      server.behave({ rcode: 3 });
      expectHere(await result).toBeUndefined();
    },
  );

  test.each(wrongAnswers)("ends the probe over TCP: %s", async (behavior) => {
    await using server = await started("tcp", behavior);
    expect(await failure(targetAt(server.port, "tcp"), "answers", 600_000)).toBe(
      "it sent something else than an answer",
    );
  });

  test.each(["tcp", "tls"] as const)("is not awaited after the connection was closed over %s", async (protocol) => {
    await using server = await started(protocol, "close");
    expect(await failure(targetAt(server.port, protocol), "answers", 600_000)).toBe(
      "it closed the connection without an answer",
    );
  });

  test.each(["tcp", "tls"] as const)(
    "is awaited no longer than the timeout where it drips over %s",
    async (protocol) => {
      await using server = await started(protocol, "slow drip");
      expect(await failure(targetAt(server.port, protocol), "answers", 300)).toBe("there was no answer in 0.3 seconds");
    },
  );
});

describe("over UDP", () => {
  test("a lost datagram is sent again", async () => {
    await using server = await started("udp", "silence");
    const result = failure(targetAt(server.port, "udp"), "answers", 15_000);
    await expect.poll(() => server.asked.length, { timeout: 10_000 }).toBe(1);
    server.behave({ rcode: 3 });
    expect(await result).toBeUndefined();
    expect(server.asked.length).toBeGreaterThan(1);
  }, 60_000);

  test("a truncated answer is asked for again over TCP", async () => {
    await using server = await started("udp", "truncated");
    expect(await failure(targetAt(server.port, "udp"), "resolves")).toBeUndefined();
  });

  test("an answer from another address or port is ignored", async () => {
    const [asked, other] = [createSocket("udp4"), createSocket("udp4")];
    asked.on("message", (message, { port }) => {
      const query = createDnsQuery("nas.lab");
      const forged = encode({
        type: "response",
        id: message.readUInt16BE(0),
        questions: [{ type: "A", name: query.name }],
      });
      other.send(forged, port, "127.0.0.1");
    });
    asked.bind(0, "127.0.0.1");
    other.bind(0, "127.0.0.1");
    await Promise.all([once(asked, "listening"), once(other, "listening")]);
    expect(await failure(targetAt(asked.address().port, "udp"), "answers", 300)).toContain("no answer");
    asked.close();
    other.close();
  });
});

describe("over TLS", () => {
  test.each([
    ["of another authority", () => certificate(["dns.lab"], stranger), {}, /certificate/],
    ["for another name", () => certificate(["other.lab"]), {}, /altnames/],
    [
      "for the address, where no name is given",
      () => certificate(["127.0.0.1"]),
      { server_name: "127.0.0.1" },
      undefined,
    ],
    [
      "for a name, where an address is expected",
      () => certificate(["dns.lab"]),
      { server_name: "127.0.0.1" },
      /altnames/,
    ],
  ])("a certificate %s", async (_, issue, rest, expected) => {
    await using server = await started("tls", { rcode: 3 }, await issue());
    const text = await failure(targetAt(server.port, "tls", rest));
    if (expected === undefined) expect(text).toBeUndefined();
    else expect(text).toMatch(expected);
  });

  test("a missing file of the authority is a failure of the probe", async () => {
    await using server = await started("tls", { rcode: 3 });
    expect(await failure(targetAt(server.port, "tls", { ca: "/nonexistent/ca.crt" }))).toContain("ENOENT");
  });
});

describe("parseDnsResponse", () => {
  test("never throws, whatever follows the right id and question", () => {
    const query = createDnsQuery("nas.lab");
    const valid = encode({
      type: "response",
      id: query.id,
      questions: [{ type: "A", name: "NAS.lab" }],
      answers: [{ type: "A", name: "nas.lab", data: "192.168.1.7", ttl: 60 }],
    });
    expect(parseDnsResponse(valid, query)).toEqual({
      rcode: "NOERROR",
      isTruncated: false,
      addresses: ["192.168.1.7"],
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 20 }),
        fc.nat(),
        (changes, cut) => {
          const message = Buffer.from(valid);
          for (const [index, value] of changes) message[index] = value;
          parseDnsResponse(message.subarray(0, cut), query);
        },
      ),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const message = Buffer.concat([valid.subarray(0, 12), bytes]);
        parseDnsResponse(message, query);
      }),
    );
  });
});

test.each([
  [probeName(Buffer.alloc(8, 0xab), "example.com"), true],
  ["homelab-probe-abababababababab.example.org", false],
  ["homelab-probe-abababababababab.x.example.com", false],
  ["homelab-probe-ababababababab.example.com", false],
  ["homelab-probe-ABABABABABABABAB.example.com", false],
  ["x.homelab-probe-abababababababab.example.com", false],
  ["homelab-probe-abababababababab", false],
  ["example.com", false],
])("%s has the form of the probe: %s", (name, expected) => {
  expect(isProbeName(name, "example.com")).toBe(expected);
});
