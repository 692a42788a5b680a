import { appendFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { ensureBundled } from "../command.js";
import { accessLine } from "../logs/access-line.js";
import { trafficLabInput } from "../logs/lab.js";
import { requests } from "../logs/requests.js";
import { scratchDirectory } from "../scratch-directory.js";
import { createSetup, startExporter, type ExporterProcess } from "./exporter-process.js";

const { authority } = await testCertificates();

beforeAll(ensureBundled);

const [request] = requests({ seed: 1, count: 1, from: Date.now() - 60_000 });
const line = request === undefined ? "" : `${accessLine(request)}\n`;
const burstLines = 12_000;
/** More lines than the pieces hold after which the size is measured again. */
const linesPerSize = 5_000;

/** The most that is read at once: a line of the maximum length and 65 KiB. */
const pieceBytes = 131_072 + 65_536;

/** The lines that were counted, and the bytes that were not read. */
async function scrape(exporter: ExporterProcess) {
  const { body } = await exporter.get();
  const value = (name: string) =>
    Number(new RegExp(`^${name}\\{source="access-log"\\} (\\S+)$`, "m").exec(body)?.[1] ?? NaN);
  return { counted: value("homelab_exporter_events_total"), unread: value("homelab_exporter_behind_bytes") };
}

/**
 * Appends a burst of lines, and another one once the exporter reads the first. Returns the unread bytes while it reads
 * the second, beside the right ones; none if it was too fast to be observed.
 */
async function observeBurst(exporter: ExporterProcess, log: string) {
  const { counted: before } = await scrape(exporter);
  const burst = line.repeat(burstLines);
  appendFileSync(log, burst);
  await expect
    .poll(async () => (await scrape(exporter)).counted, { timeout: 60_000, interval: 5 })
    .toBeGreaterThan(before);
  appendFileSync(log, burst);
  const total = before + 2 * burstLines;
  const firstKnown = (await scrape(exporter)).counted + linesPerSize;
  const observed: { readonly unread: number; readonly expected: number }[] = [];
  for (let counted = 0; counted < total;) {
    const scraped = await scrape(exporter);
    counted = scraped.counted;
    if (counted >= firstKnown && counted < total)
      observed.push({ unread: scraped.unread, expected: statSync(log).size - counted * line.length });
  }
  return observed;
}

test("a log that grows faster than it is read has its unread bytes", async () => {
  const log = join(scratchDirectory(), "access.log");
  writeFileSync(log, line);
  const setup = await createSetup(scratchDirectory(), authority, trafficLabInput, { traefik: { access_log: log } });
  await using exporter = await startExporter(setup);
  await expect.poll(async () => (await exporter.get("/readyz")).code, { timeout: 60_000 }).toBe(200);
  let observed: Awaited<ReturnType<typeof observeBurst>> = [];
  for (let tries = 0; observed.length === 0 && tries < 10; tries += 1) observed = await observeBurst(exporter, log);
  expect(observed.length).toBeGreaterThan(0);
  // Within a piece of the file: lines are counted while the position is that of the piece.
  for (const { unread, expected } of observed) expect(Math.abs(unread - expected)).toBeLessThanOrEqual(pieceBytes);
  expect((await scrape(exporter)).unread).toBe(0);
});
