import { once } from "node:events";
import { Agent } from "node:https";
import { connect as connectPlain, createServer } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { addressGroup } from "../../src/server/address-group.js";
import { startServer, type ServerOptions } from "../../src/server/server.js";
import { fetchPage, recordingLog, tlsFiles } from "./client.js";
import { type HostileKind, openHostile } from "./hostile-connections.js";

const { authority, server, client } = await testCertificates();

const source: ServerOptions["source"] = {
  writeMetrics: async (send) => void (await send(["a 1\n"])),
  hasMetrics: () => true,
  unread: () => [],
};

async function started(options: Partial<ServerOptions> = {}) {
  const { log, lines } = recordingLog();
  const rejections: string[] = [];
  const serving = await startServer({
    listen: "127.0.0.1:0",
    tls: tlsFiles(authority, server, ["prometheus"]),
    source,
    log,
    onRejected: (reason) => rejections.push(reason),
    ...options,
  });
  onTestFinished(() => serving.close());
  const { port } = serving;
  return { port, lines, rejections, at: { port, authority, client } };
}

function keepAliveAgent(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0 });
  onTestFinished(() => {
    agent.destroy();
  });
  return agent;
}

const idleConnection = (agent: Agent) => Object.values(agent.freeSockets)[0]?.[0];

interface Hostile {
  readonly kind: HostileKind;
  readonly count: number;
  readonly addresses: readonly string[];
  readonly reopens?: boolean;
}

/** Opens connections until the test ends, and waits until each was open once. */
async function attacked(port: number, { reopens = false, ...hostile }: Hostile) {
  const connections = await openHostile({ port, reopens, ...hostile });
  onTestFinished(() => {
    connections.stop();
  });
  await expect.poll(() => connections.opened, { timeout: 120_000 }).toBeGreaterThanOrEqual(hostile.count);
  return connections;
}

const origins = [
  ["its address", ["127.0.0.1"]],
  ["250 addresses", Array.from({ length: 250 }, (_, at) => `127.0.1.${at + 1}`)],
] as const;
/** The server signs for each stalled one, which takes longer. All are more than their limits. */
const attacks = [
  { kind: "idle", count: 1000 },
  { kind: "dripping", count: 1000 },
  { kind: "stalled", count: 300 },
] as const;

describe.skipIf(process.platform !== "linux")("while others open connections again and again", () => {
  const cases = attacks.flatMap((attack) => origins.map(([origin, addresses]) => ({ ...attack, origin, addresses })));

  it.each(cases)("a client is always answered: $count $kind, from $origin", async ({ kind, count, addresses }) => {
    const { port, at } = await started();
    const agent = keepAliveAgent();
    for (let scrape = 0; scrape < 195; scrape++) await fetchPage({ ...at, agent });
    const before = idleConnection(agent);
    await attacked(port, { kind, count, addresses, reopens: true });
    for (let scrape = 0; scrape < 5; scrape++) expect(await fetchPage(at)).toMatchObject({ code: 200 });
    for (let scrape = 0; scrape < 10; scrape++) expect(await fetchPage({ ...at, agent })).toMatchObject({ code: 200 });
    // It was renewed after 200 requests.
    expect(idleConnection(agent)).not.toBe(before);
  });
});

/** A connection after its handshake. It ends with the test. */
async function connected(port: number, shown = client): Promise<TLSSocket> {
  const { certificate: cert, key } = shown;
  const socket = connect({ port, host: "127.0.0.1", servername: "exporter.lab", ca: authority.certificate, cert, key });
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "secureConnect");
  return socket;
}

/** Sends a request, and waits for its response. */
async function requested(socket: TLSSocket): Promise<void> {
  socket.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(socket, "data");
}

describe("connections without a certificate", () => {
  it.skipIf(process.platform !== "linux").each([
    { kind: "idle", limit: 128 },
    { kind: "stalled", limit: 64 },
  ] as const)("are at most $limit that are $kind; the oldest are closed", async ({ kind, limit }) => {
    const { port, lines, rejections } = await started();
    const first = await attacked(port, { kind, count: limit / 2, addresses: ["127.0.0.2"] });
    const second = await attacked(port, { kind, count: limit, addresses: ["127.0.0.2"] });
    await expect
      .poll(async () => {
        // The server counts them at its next connection, which can come before their ClientHello.
        if (kind === "stalled") await attacked(port, { kind: "garbage", count: 1, addresses: ["127.0.0.3"] });
        return first.open;
      })
      .toBe(0);
    expect(rejections.filter((reason) => reason === "connections")).toHaveLength(limit / 2);
    expect(second.open).toBe(limit);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: "warn", msg: expect.stringContaining("too many"), address: "127.0.0.2" }),
    );
  });

  it.skipIf(process.platform !== "linux")(
    "of one address don't close those of others, older as they may be",
    async () => {
      const { port } = await started();
      const few = await attacked(port, { kind: "idle", count: 10, addresses: ["127.0.0.2", "127.0.0.3"] });
      const many = await attacked(port, { kind: "idle", count: 300, addresses: ["127.0.0.4"] });
      await expect.poll(() => many.open).toBe(118);
      expect(few.open).toBe(10);
    },
  );
});

describe("connections of clients with a certificate", () => {
  it("are answered, if their bytes come one by one", async () => {
    const { port, at } = await started();
    const relay = createServer((socket) => {
      const target = connectPlain(port, "127.0.0.1").setNoDelay();
      socket
        .on("error", () => undefined)
        .on("data", (bytes) => {
          for (const byte of bytes) target.write(Buffer.from([byte]));
        });
      target.on("error", () => undefined).pipe(socket);
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void relay.close());
    await once(relay, "listening");
    const address = relay.address();
    if (typeof address !== "object" || address === null) throw new Error("the relay has no port");
    expect(await fetchPage({ ...at, port: address.port })).toMatchObject({ code: 200 });
  });

  it("are at most 32; the one that is idle for the longest time is closed", async () => {
    const { port, rejections } = await started();
    const sockets: TLSSocket[] = [];
    for (let count = 0; count < 32; count++) {
      const socket = await connected(port);
      await requested(socket);
      sockets.push(socket);
    }
    const [oldest, next] = sockets;
    if (oldest === undefined || next === undefined) throw new Error("there are 32 connections");
    await requested(oldest);
    const closed = once(next, "close");
    await requested(await connected(port));
    await closed;
    expect(rejections).toEqual(["connections"]);
    expect(sockets.filter((socket) => socket.closed)).toEqual([next]);
    await requested(oldest);
  });

  it("are closed for others if they send only a part of a request", async () => {
    const { port, at } = await started();
    const slow = await Promise.all(Array.from({ length: 40 }, () => connected(port)));
    for (const socket of slow) socket.write("GET /metrics HTTP/1.1\r\nHos");
    for (let scrape = 0; scrape < 40; scrape++) expect(await fetchPage(at)).toMatchObject({ code: 200 });
  });

  it("aren't closed for those of clients whose name isn't allowed", async () => {
    const { port, at, rejections } = await started();
    const agent = keepAliveAgent();
    await fetchPage({ ...at, agent });
    const connection = idleConnection(agent);
    const stranger = await authority.client("grafana");
    for (let count = 0; count < 100; count++) await connected(port, stranger);
    await expect.poll(() => rejections.filter((reason) => reason === "connections").length).toBeGreaterThan(0);
    expect(await fetchPage({ ...at, agent })).toMatchObject({ code: 200 });
    expect(idleConnection(agent)).toBe(connection);
  });
});

describe("the group of an address", () => {
  it.each([
    ["10.0.0.2", "::ffff:10.0.0.2", true],
    ["10.0.0.2", "10.0.0.3", false],
    ["2001:db8::1", "2001:db8::2:3:4:5", true],
    ["2001:db8::1", "2001:db8:0:1::1", false],
    ["fe80::1%eth0", "fe80::2%eth0", true],
  ])("of %s and %s is the same: %s", (left, right, isSame) => {
    expect(addressGroup(left) === addressGroup(right)).toBe(isSame);
  });
});
