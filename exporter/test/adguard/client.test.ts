import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer as createHttpServer, request, type IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { type AdguardClient, createAdguardClient } from "../../src/adguard/client.js";
import type { DurableFile } from "../../src/state/durable-file.js";
import { scratchDirectory } from "../scratch-directory.js";
import { clientOf, filesIn, fakeAdguard } from "./test-bench.js";

const signal = new AbortController().signal;

const getClients = (client: AdguardClient) => client.get("clients", {}, signal);

/** The error of a request; empty after a success. */
const errorOf = (client: AdguardClient): Promise<string> =>
  getClients(client).then(
    () => "",
    (error: unknown) => String(error),
  );

const minute = 60_000;

/** A proxy that forwards a request, and ends the connection instead of forwarding the response. */
async function startCuttingProxy(target: string): Promise<AsyncDisposable & { readonly url: string }> {
  const proxy = createHttpServer((incoming) => {
    const cut = () => incoming.socket.destroy();
    request(new URL(incoming.url ?? "/", target), { headers: incoming.headers, agent: false }, (response) => {
      response.resume().once("close", cut);
    })
      .once("error", cut)
      .end();
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      proxy.close();
      proxy.closeAllConnections();
      await once(proxy, "close");
    },
  };
}

describe("logins", () => {
  test("the password is read from its file, and again after a rejection", async () => {
    const adguard = await fakeAdguard();
    const files = filesIn(scratchDirectory());
    const client = clientOf(adguard, files);
    expect((await getClients(client)).body).toMatchObject({ clients: null });
    adguard.password = "another";
    writeFileSync(files.passwordFile, "another\n");
    expect((await getClients(client)).body).toMatchObject({ clients: null });
    expect(adguard.rejections()).toBe(1);
  });

  test("error messages and the login file contain no secret", async () => {
    const adguard = await fakeAdguard({ password: "right" });
    const files = filesIn(scratchDirectory(), "wrong-and-secret");
    const url = adguard.url.replace("//", "//in-url:url-secret@");
    const client = clientOf(adguard, files, { url });
    const messages = [await errorOf(client), await errorOf(client)];
    adguard.respondWith = (_request, response) => void response.end('{"secret-body');
    writeFileSync(files.passwordFile, "right\n");
    messages.push(await errorOf(client));
    rmSync(files.passwordFile);
    const other = clientOf(adguard, { ...files, loginFile: filesIn(scratchDirectory()).loginFile }, { url });
    messages.push(await errorOf(other));
    expect(messages).toEqual([
      expect.stringContaining("rejected the login; the next attempt is in 6 minutes"),
      expect.stringContaining("rejected the login; the next attempt is in 6 minutes"),
      expect.stringContaining("answers with something else than JSON"),
      expect.stringContaining("the password of AdGuard Home"),
    ]);
    const base64 = Buffer.from("exporter:wrong-and-secret").toString("base64");
    for (const text of [...messages, readFileSync(join(files.directory, "logins"), "utf8")])
      for (const secret of ["wrong-and-secret", "url-secret", "secret-body", base64, "right"])
        expect(text).not.toContain(secret);
  });

  test("a wrong password never causes a lock-out, through restarts and kills", async () => {
    let time = 1_800_000_000_000;
    const adguard = await fakeAdguard({ password: "right", now: () => time });
    const files = filesIn(scratchDirectory(), "wrong");
    const rejections: number[] = [];
    let client = clientOf(adguard, files, { now: () => time });
    for (let step = 0; step < 400; step += 1) {
      const before = adguard.rejections();
      await errorOf(client);
      if (adguard.rejections() > before) rejections.push(time);
      // Every third time the process is killed during a request, and starts again.
      if (step % 3 === 0) {
        const stop = new AbortController();
        const asked = client.get("clients", {}, stop.signal).catch(() => undefined);
        if (step % 2 === 0) stop.abort();
        client = clientOf(adguard, files, { now: () => time });
        await asked;
      }
      if (step % 50 === 49) writeFileSync(files.passwordFile, `wrong${step}\n`);
      time += 10_000 + (step % 7) * 1000;
      expect(adguard.isLockedOut()).toBe(false);
    }
    expect(rejections.length).toBeGreaterThan(5);
    for (const each of rejections)
      expect(rejections.filter((other) => other >= each && other < each + 16 * minute).length).toBeLessThan(4);
    writeFileSync(files.passwordFile, "right\n");
    for (let step = 0; step < 20 && (await errorOf(client)) !== ""; step += 1) time += minute;
    expect(await errorOf(client)).toBe("");
  });

  test("accepted logins write the login file twice: before and after the first one", async () => {
    const adguard = await fakeAdguard();
    const files = filesIn(scratchDirectory());
    const written: string[] = [];
    const counted: DurableFile = {
      read: () => files.loginFile.read(),
      write: async (text) => {
        written.push(text);
        await files.loginFile.write(text);
      },
    };
    const client = clientOf(adguard, { ...files, loginFile: counted });
    for (let time = 0; time < 20; time += 1) await getClients(client);
    expect(adguard.requests).toHaveLength(20);
    expect(written).toHaveLength(2);
    expect(JSON.parse(written[1]!)).toEqual({ failures: [], unanswered: [], refused: 0, until: 0 });
  });

  test("a request that never reached AdGuard Home counts as no failure, and may be repeated at once", async () => {
    const adguard = await fakeAdguard();
    const files = filesIn(scratchDirectory());
    const url = adguard.url;
    await adguard.close();
    const client = clientOf({ ...adguard, url }, files);
    for (let time = 0; time < 6; time += 1) expect(await errorOf(client)).toContain("can't be reached");
    const again = await fakeAdguard();
    expect(await errorOf(clientOf(again, files))).toBe("");
  });

  test.each([
    ["reset", (request: IncomingMessage) => void request.socket.resetAndDestroy()],
    ["ended", (request: IncomingMessage) => void request.socket.end()],
    ["answered in another protocol", (request: IncomingMessage) => void request.socket.end("SSH-2.0-x\r\n")],
  ])("a connection that is %s before the response is no refused login", async (_, respondWith) => {
    let time = 1_800_000_000_000;
    const files = filesIn(scratchDirectory());
    const adguard = await fakeAdguard({ now: () => time });
    adguard.respondWith = respondWith;
    const client = clientOf(adguard, files, { now: () => time });
    for (let sent = 0; sent < 3; sent += 1) expect(await errorOf(client)).toContain("sent no response");
    expect(await errorOf(client)).toMatch(/hasn't answered the last logins; the next attempt is in 2 minutes$/);
    // The next process waits no longer.
    time += 65_000;
    adguard.respondWith = undefined;
    expect(await errorOf(clientOf(adguard, files, { now: () => time }))).toBe("");
  });

  test("a wrong password whose rejections are lost causes no lock-out", async () => {
    let time = 1_800_000_000_000;
    const adguard = await fakeAdguard({ password: "right", now: () => time });
    const files = filesIn(scratchDirectory(), "wrong");
    // A proxy ends the connection once AdGuard Home has answered it.
    await using proxy = await startCuttingProxy(adguard.url);
    const client = clientOf({ ...adguard, url: proxy.url }, files, { now: () => time });
    for (let step = 0; step < 100; step += 1) {
      await errorOf(client);
      time += 5_000;
      expect(adguard.isLockedOut()).toBe(false);
    }
    expect(adguard.rejections()).toBeGreaterThan(15);
  });

  test("certificates that can't be read are no failed login", async () => {
    const adguard = await fakeAdguard();
    const files = filesIn(scratchDirectory());
    const broken = clientOf(adguard, files, { ca: join(files.directory, "missing.crt") });
    for (let sent = 0; sent < 6; sent += 1) expect(await errorOf(broken)).toContain("can't be asked");
    expect(await errorOf(clientOf(adguard, files))).toBe("");
  });

  test("kills during a request cause no delay once a login was accepted", async () => {
    const adguard = await fakeAdguard();
    const files = filesIn(scratchDirectory());
    for (let start = 0; start < 20; start += 1) {
      const stop = new AbortController();
      adguard.respondWith = start % 3 < 2 ? () => stop.abort() : undefined;
      const asked = await clientOf(adguard, files)
        .get("clients", {}, stop.signal)
        .catch(() => undefined);
      expect(asked !== undefined).toBe(start % 3 === 2);
    }
  });

  test("status 429 delays the next login by its retry-after", async () => {
    let time = 1_800_000_000_000;
    const adguard = await fakeAdguard({ now: () => time });
    const files = filesIn(scratchDirectory());
    adguard.respondWith = (_request, response) => void response.writeHead(429, { "retry-after": "840" }).end();
    const client = clientOf(adguard, files, { now: () => time });
    expect(await errorOf(client)).toContain("next attempt is in 14 minutes");
    adguard.respondWith = undefined;
    time += 13 * minute;
    writeFileSync(files.passwordFile, "secret\n");
    expect(await errorOf(client)).toContain("next attempt is in a minute");
    time += minute;
    expect(await errorOf(client)).toBe("");
  });

  test("no login is sent where it can't be recorded", async () => {
    const adguard = await fakeAdguard();
    const files = filesIn(scratchDirectory());
    const failing: DurableFile = {
      read: () => Promise.resolve(undefined),
      write: () => Promise.reject(new Error("disk is full")),
    };
    expect(await errorOf(clientOf(adguard, { ...files, loginFile: failing }))).toContain(
      "can't be recorded: disk is full",
    );
    expect(adguard.requests).toHaveLength(0);
  });
});

describe("a response", () => {
  test.each([
    ["an error status", 500, "answers with status 500"],
    ["a redirection, which isn't followed,", 302, "answers with status 302"],
  ])("that is %s is reported", async (_name, status, expected) => {
    const adguard = await fakeAdguard();
    adguard.respondWith = (_request, response) => void response.writeHead(status, { location: "/login.html" }).end();
    expect(await errorOf(clientOf(adguard, filesIn(scratchDirectory())))).toContain(expected);
  });

  test("is awaited no longer than the timeout", async () => {
    const adguard = await fakeAdguard();
    adguard.respondWith = () => undefined;
    expect(await errorOf(clientOf(adguard, filesIn(scratchDirectory()), { timeout: 100 }))).toContain(
      "longer than 0.1 seconds",
    );
    adguard.respondWith = (_request, response) => void response.writeHead(200).write("{");
    expect(await errorOf(clientOf(adguard, filesIn(scratchDirectory()), { timeout: 100 }))).toContain(
      "sent an incomplete response",
    );
  });

  test("is awaited no longer than the signal", async () => {
    const adguard = await fakeAdguard();
    const stop = new AbortController();
    adguard.respondWith = () => stop.abort();
    await expect(clientOf(adguard, filesIn(scratchDirectory())).get("clients", {}, stop.signal)).rejects.toThrow(
      "aborted",
    );
  });

  test("ends before the next request is sent", async () => {
    const adguard = await fakeAdguard();
    let [open, max] = [0, 0];
    adguard.respondWith = (_request, response) => {
      open += 1;
      max = Math.max(max, open);
      setTimeout(() => {
        open -= 1;
        response.end("{}");
      }, 5);
    };
    const client = clientOf(adguard, filesIn(scratchDirectory()));
    await Promise.all(Array.from({ length: 5 }, () => getClients(client)));
    expect(max).toBe(1);
  });

  test("that isn't HTTP is reported", async () => {
    const server = createServer((socket) => socket.resume().end("hello\r\n\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const adguard = await fakeAdguard();
    expect(
      await errorOf(clientOf({ ...adguard, url: `http://127.0.0.1:${port}` }, filesIn(scratchDirectory()))),
    ).toContain("sent no response");
    await new Promise((resolve) => server.close(resolve));
  });
});

const { authority, stranger, server, client } = await testCertificates({
  server: ["dns.lab", "127.0.0.1"],
  client: "exporter",
});

describe("TLS", () => {
  const secured = () =>
    fakeAdguard({
      tls: {
        cert: server.certificate,
        key: server.key,
        ca: authority.certificate,
        requestCert: true,
        rejectUnauthorized: true,
      },
    });

  test("sends the client's certificate, and verifies the server's", async () => {
    const adguard = await secured();
    const shown = { certificate: client.certificateFile, key: client.keyFile };
    const files = filesIn(scratchDirectory());
    const ca = authority.certificateFile;
    expect(await errorOf(clientOf(adguard, files, { ca, ...shown }))).toBe("");
    expect(await errorOf(clientOf(adguard, files, { ca, ...shown, serverName: "dns.lab" }))).toBe("");
    expect(await errorOf(clientOf(adguard, files, { ca, ...shown, serverName: "other.lab" }))).toContain("other.lab");
    expect(await errorOf(clientOf(adguard, files, { ca: stranger.certificateFile, ...shown }))).toContain(
      "can't be reached",
    );
    expect(adguard.requests).toHaveLength(2);
  });

  test("reports a file that can't be read", async () => {
    const adguard = await secured();
    const ca = join(scratchDirectory(), "no-such.crt");
    expect(await errorOf(clientOf(adguard, filesIn(scratchDirectory()), { ca }))).toContain(`can't be asked: ENOENT`);
    const files = filesIn(scratchDirectory());
    const damaged = { ca: authority.certificateFile, certificate: files.passwordFile, key: client.keyFile };
    expect(await errorOf(clientOf(adguard, files, damaged))).toMatch(/^UnreachableError/);
  });
});

test("without credentials no login is sent, and a required one is reported", async () => {
  const adguard = await fakeAdguard();
  const { loginFile } = filesIn(scratchDirectory());
  expect(await errorOf(createAdguardClient({ url: adguard.url, loginFile }))).toContain(
    "wants a login, and none is configured",
  );
});
