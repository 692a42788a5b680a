import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthority, type Authority, type Credentials } from "../../../test/certificates/authority.js";
import type { AdguardClient } from "../../src/adguard/client.js";
import { fetchMetadata } from "../../src/adguard/fetch-metadata.js";
import { createLoginBackoff, type LoginFile } from "../../src/adguard/login-backoff.js";
import { scratch } from "../tail/scratch.js";
import { clientOf, filesIn, fakeAdguard } from "./test-bench.js";

const signal = new AbortController().signal;

const asking = (client: AdguardClient) => client.get("clients", {}, signal);

/** What it says, if it fails. */
const complaintOf = (client: AdguardClient): Promise<string> =>
  asking(client).then(
    () => "",
    (error: unknown) => String(error),
  );

const minute = 60_000;

describe("logins", () => {
  test("the password comes from its file, and is read again once it was refused", async () => {
    const adguard = await fakeAdguard();
    const place = filesIn(scratch());
    const client = clientOf(adguard, place);
    expect((await asking(client)).body).toMatchObject({ clients: null });
    adguard.password = "another";
    writeFileSync(place.passwordFile, "another\n");
    expect((await asking(client)).body).toMatchObject({ clients: null });
    expect(adguard.refusals()).toBe(1);
  });

  test("nothing secret is in what it says", async () => {
    const adguard = await fakeAdguard({ password: "right" });
    const place = filesIn(scratch(), "wrong-and-secret");
    const url = adguard.url.replace("//", "//in-url:url-secret@");
    const client = clientOf(adguard, place, { url });
    const said = [await complaintOf(client), await complaintOf(client)];
    adguard.respondWith = (_request, response) => void response.end('{"secret-body');
    writeFileSync(place.passwordFile, "right\n");
    said.push(await complaintOf(client));
    rmSync(place.passwordFile);
    const other = clientOf(adguard, { ...place, notes: filesIn(scratch()).notes }, { url });
    said.push(await complaintOf(other));
    expect(said).toEqual([
      expect.stringContaining("refuses the login; it is tried again in 6 minutes"),
      expect.stringContaining("refused the login; it is tried again in 6 minutes"),
      expect.stringContaining("answers with something else than JSON"),
      expect.stringContaining("the password of AdGuard Home"),
    ]);
    const base64 = Buffer.from("exporter:wrong-and-secret").toString("base64");
    for (const text of [...said, readFileSync(join(place.directory, "logins"), "utf8")])
      for (const secret of ["wrong-and-secret", "url-secret", "secret-body", base64, "right"])
        expect(text).not.toContain(secret);
  });

  test("with a wrong password, through whatever restarts and kills, it never comes near to being locked out", async () => {
    let time = 1_800_000_000_000;
    const adguard = await fakeAdguard({ password: "right", now: () => time });
    const place = filesIn(scratch(), "wrong");
    const refusals: number[] = [];
    let client = clientOf(adguard, place, { now: () => time });
    for (let step = 0; step < 400; step += 1) {
      const before = adguard.refusals();
      await complaintOf(client);
      if (adguard.refusals() > before) refusals.push(time);
      // Now and then it is killed in the middle of asking, and starts again.
      if (step % 3 === 0) {
        const stop = new AbortController();
        const asked = client.get("clients", {}, stop.signal).catch(() => undefined);
        if (step % 2 === 0) stop.abort();
        client = clientOf(adguard, place, { now: () => time });
        await asked;
      }
      if (step % 50 === 49) writeFileSync(place.passwordFile, `wrong${step}\n`);
      time += 10_000 + (step % 7) * 1000;
      expect(adguard.isLockedOut()).toBe(false);
    }
    expect(refusals.length).toBeGreaterThan(5);
    for (const each of refusals)
      expect(refusals.filter((other) => other >= each && other < each + 16 * minute).length).toBeLessThan(4);
    writeFileSync(place.passwordFile, "right\n");
    for (let step = 0; step < 20 && (await complaintOf(client)) !== ""; step += 1) time += minute;
    expect(await complaintOf(client)).toBe("");
  });

  test("one that is let in costs nothing and forgets nothing that isn't over", async () => {
    const adguard = await fakeAdguard();
    const place = filesIn(scratch());
    const notes: string[] = [];
    const counted: LoginFile = {
      read: () => place.notes.read(),
      write: async (text) => {
        notes.push(text);
        await place.notes.write(text);
      },
    };
    const client = clientOf(adguard, { ...place, notes: counted });
    for (let time = 0; time < 20; time += 1) await asking(client);
    expect(adguard.requests).toHaveLength(20);
    // Before the first, as it could be refused and the process be killed, and after it.
    expect(notes).toHaveLength(2);
    expect(JSON.parse(notes[1]!)).toEqual({ failures: [], refused: 0, until: 0 });
  });

  test("what never reached AdGuard Home is no failure, and is tried again at once", async () => {
    const adguard = await fakeAdguard();
    const place = filesIn(scratch());
    const url = adguard.url;
    await adguard.close();
    const client = clientOf({ ...adguard, url }, place);
    for (let time = 0; time < 6; time += 1) expect(await complaintOf(client)).toContain("can't be reached");
    const again = await fakeAdguard();
    expect(await complaintOf(clientOf(again, place))).toBe("");
  });

  test("what was cut off while it was answered could be a failure", async () => {
    const place = filesIn(scratch());
    const adguard = await fakeAdguard();
    adguard.respondWith = (request) => void request.socket.destroy();
    const client = clientOf(adguard, place);
    for (let time = 0; time < 3; time += 1) expect(await complaintOf(client)).toContain("gave no answer");
    expect(await complaintOf(client)).toContain("refused the login");
  });

  test("kills while it asks don't keep it waiting, once it was let in", async () => {
    const adguard = await fakeAdguard();
    const place = filesIn(scratch());
    for (let start = 0; start < 20; start += 1) {
      const stop = new AbortController();
      adguard.respondWith = start % 3 < 2 ? () => stop.abort() : undefined;
      const asked = await clientOf(adguard, place)
        .get("clients", {}, stop.signal)
        .catch(() => undefined);
      expect(asked !== undefined).toBe(start % 3 === 2);
    }
  });

  test("429 is left alone for as long as it says", async () => {
    let time = 1_800_000_000_000;
    const adguard = await fakeAdguard({ now: () => time });
    const place = filesIn(scratch());
    adguard.respondWith = (_request, response) => void response.writeHead(429, { "retry-after": "840" }).end();
    const client = clientOf(adguard, place, { now: () => time });
    expect(await complaintOf(client)).toContain("tried again in 14 minutes");
    adguard.respondWith = undefined;
    time += 13 * minute;
    writeFileSync(place.passwordFile, "secret\n");
    expect(await complaintOf(client)).toContain("tried again in a minute");
    time += minute;
    expect(await complaintOf(client)).toBe("");
  });

  test("without a memory for failures it isn't tried", async () => {
    const adguard = await fakeAdguard();
    const place = filesIn(scratch());
    const failing: LoginFile = {
      read: () => Promise.resolve(undefined),
      write: () => Promise.reject(new Error("disk is full")),
    };
    expect(await complaintOf(clientOf(adguard, { ...place, notes: failing }))).toContain(
      "can't be remembered: disk is full",
    );
    expect(adguard.requests).toHaveLength(0);
  });

  test("whatever is in the memory, three in 16 minutes are the most, and none is put off for longer", async () => {
    const start = 1_800_000_000_000;
    const steps = fc.array(
      fc.record({ pass: fc.integer({ min: -3 * minute, max: 8 * minute }), isOther: fc.boolean(), kill: fc.boolean() }),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(steps, fc.oneof(fc.json(), fc.constant(undefined)), async (plan, text) => {
        let note = text;
        const notes: LoginFile = {
          read: () => Promise.resolve(note),
          write: (next) => {
            note = next;
            return Promise.resolve();
          },
        };
        let time = start;
        let latest = start;
        let logins = createLoginBackoff(notes, () => time);
        const failed: number[] = [];
        for (const { pass, isOther, kill } of plan) {
          time += pass;
          latest = Math.max(latest, time);
          const wait = await logins.delay(isOther);
          expect(wait).toBeLessThanOrEqual(16 * minute);
          if (wait === 0) {
            await logins.begin();
            failed.push(time);
            // AdGuard Home has refused it, and it doesn't live to know.
            if (!kill) await logins.fail(0);
          }
          if (kill) logins = createLoginBackoff(notes, () => time);
        }
        // As long as the clock goes forward, as AdGuard Home's does.
        if (plan.every(({ pass }) => pass >= 0))
          for (const each of failed)
            expect(failed.filter((other) => other >= each && other < each + 16 * minute).length).toBeLessThan(4);
      }),
      { numRuns: 300 },
    );
  });
});

describe("answers", () => {
  test.each([
    ["a status", 500, "answers with status 500"],
    ["a redirection, which isn't followed", 302, "answers with status 302"],
  ])("that are %s are said", async (_name, status, expected) => {
    const adguard = await fakeAdguard();
    adguard.respondWith = (_request, response) => void response.writeHead(status, { location: "/login.html" }).end();
    expect(await complaintOf(clientOf(adguard, filesIn(scratch())))).toContain(expected);
  });

  test("that don't come are waited for no longer than asked", async () => {
    const adguard = await fakeAdguard();
    adguard.respondWith = () => undefined;
    expect(await complaintOf(clientOf(adguard, filesIn(scratch()), { timeout: 100 }))).toContain(
      "longer than 0.1 seconds",
    );
    adguard.respondWith = (_request, response) => void response.writeHead(200).write("{");
    expect(await complaintOf(clientOf(adguard, filesIn(scratch()), { timeout: 100 }))).toContain(
      "broke off its answer",
    );
  });

  test("end with the signal", async () => {
    const adguard = await fakeAdguard();
    const stop = new AbortController();
    adguard.respondWith = () => stop.abort();
    await expect(clientOf(adguard, filesIn(scratch())).get("clients", {}, stop.signal)).rejects.toThrow("aborted");
  });

  test("come one after the other", async () => {
    const adguard = await fakeAdguard();
    let [open, most] = [0, 0];
    adguard.respondWith = (_request, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end("{}");
      }, 5);
    };
    const client = clientOf(adguard, filesIn(scratch()));
    await Promise.all(Array.from({ length: 5 }, () => asking(client)));
    expect(most).toBe(1);
  });

  test("of something that speaks no HTTP are said", async () => {
    const server = createServer((socket) => socket.resume().end("hello\r\n\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const adguard = await fakeAdguard();
    expect(await complaintOf(clientOf({ ...adguard, url: `http://127.0.0.1:${port}` }, filesIn(scratch())))).toContain(
      "gave no answer",
    );
    await new Promise((resolve) => server.close(resolve));
  });
});

describe("TLS", () => {
  let authority: Authority;
  let stranger: Authority;
  let server: Credentials;
  let client: Credentials;

  beforeAll(async () => {
    authority = await createAuthority();
    stranger = await createAuthority();
    server = await authority.server("dns", ["dns.lab", "127.0.0.1"]);
    client = await authority.client("exporter");
  });
  afterAll(async () => {
    await authority.remove();
    await stranger.remove();
  });

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

  test("shows its certificate, and knows the other side by its own", async () => {
    const adguard = await secured();
    const shown = { certificate: client.certificateFile, key: client.keyFile };
    const place = filesIn(scratch());
    const ca = authority.certificateFile;
    expect(await complaintOf(clientOf(adguard, place, { ca, ...shown }))).toBe("");
    expect(await complaintOf(clientOf(adguard, place, { ca, ...shown, serverName: "dns.lab" }))).toBe("");
    expect(await complaintOf(clientOf(adguard, place, { ca, ...shown, serverName: "other.lab" }))).toContain(
      "other.lab",
    );
    expect(await complaintOf(clientOf(adguard, place, { ca: stranger.certificateFile, ...shown }))).toContain(
      "can't be reached",
    );
    expect(adguard.requests).toHaveLength(2);
  });

  test("files that can't be read are said", async () => {
    const adguard = await secured();
    const ca = join(scratch(), "no-such.crt");
    expect(await complaintOf(clientOf(adguard, filesIn(scratch()), { ca }))).toContain(`can't be asked: ENOENT`);
    const place = filesIn(scratch());
    const damaged = { ca: authority.certificateFile, certificate: place.passwordFile, key: client.keyFile };
    expect(await complaintOf(clientOf(adguard, place, damaged))).toMatch(/^UnreachableError/);
  });
});

test("clients with their tags and filter lists by id are known", async () => {
  const adguard = await fakeAdguard();
  const client = clientOf(adguard, filesIn(scratch()));
  expect(await fetchMetadata(client, signal)).toEqual({ clients: [], filterLists: [] });
  adguard.metadata = {
    clients: [
      {
        name: "tv",
        ids: ["192.168.1.9", "aa:bb:cc:dd:ee:ff", "10.0.0.0/24"],
        tags: ["device_tv"],
        blocked_services: [],
      },
      { name: "plain", ids: ["1.2.3.4", 7], tags: null },
      { ids: [] },
      null,
    ],
    filters: [
      { id: 1, name: "AdGuard DNS filter", enabled: true, url: "https://…", rules_count: 3 },
      { id: "x", name: "no id" },
    ],
    allowing: [{ id: 1_700_000_000, name: "allowed" }],
  };
  expect(await fetchMetadata(client, signal)).toEqual({
    clients: [
      { name: "tv", ids: ["192.168.1.9", "aa:bb:cc:dd:ee:ff", "10.0.0.0/24"], tags: ["device_tv"] },
      { name: "plain", ids: ["1.2.3.4"], tags: [] },
    ],
    filterLists: [
      { id: 1, name: "AdGuard DNS filter" },
      { id: 1_700_000_000, name: "allowed" },
    ],
  });
});

test("without credentials it asks without a login, and says so where one is wanted", async () => {
  const adguard = await fakeAdguard();
  const { notes } = filesIn(scratch());
  const { createAdguardClient: adguardAt } = await import("../../src/adguard/client.js");
  expect(await complaintOf(adguardAt({ url: adguard.url, loginFile: notes }))).toContain(
    "wants a login, and none is configured",
  );
});
