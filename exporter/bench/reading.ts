/**
 * Measures how many lines of each log are parsed per second of processor time, without counting the events:
 * `tsx exporter/bench/reading.ts`.
 */
import { type Rounds, spreadOf, measureInterleaved } from "../../bench/measure.js";
import { seededRandom } from "../../test/simulation/random.js";
import { createAccessLogParser } from "../src/access-log/parse-line.js";
import { createNetwork } from "../src/network/network.js";
import { parseQueryEntry } from "../src/query-log/parse-entry.js";
import { parseQueryLine } from "../src/query-log/parse-line.js";
import { accessLine } from "../test/logs/access-line.js";
import { apiEntry } from "../test/logs/api-entry.js";
import { malformedLines } from "../test/logs/malformed-lines.js";
import { trafficLab, trustedProxies } from "../test/logs/lab.js";
import { queries } from "../test/logs/queries.js";
import { queryLine } from "../test/logs/query-line.js";
import { requests } from "../test/logs/requests.js";

const count = 20_000;

const random = seededRandom(1);
const asked = [...queries({ count, clients: 200, names: 20_000 })];
const requested = [...requests({ count, clients: 200 })];
const bytes = (lines: readonly string[]) => lines.map((line) => Buffer.from(line));

const traefik2 = bytes(requested.map((event) => accessLine(event, { version: "v2", random })));
const traefik3 = bytes(requested.map((event) => accessLine(event, { version: "v3", random })));
const file = bytes(asked.map((event) => queryLine(event, { random })));
const entries = asked.map((event) => apiEntry(event, { random }));
const malformed = Array.from(
  { length: count },
  (_, index) => malformedLines[index % malformedLines.length]?.line,
).filter((line): line is Buffer => line !== undefined && line.length < 2000);

const parseRequestLine = createAccessLogParser({ trustedProxies });

/** Counts the results, so that the compiler can't remove the parsing. */
let parsed = 0;
const all =
  <Line>(lines: readonly Line[], take: (line: Line) => object) =>
  () => {
    for (const line of lines) if ("event" in take(line)) parsed++;
  };

const network = createNetwork(trafficLab);
const lookUp = () => {
  for (const event of asked) {
    network.clients.find(event.client);
    network.domain(event.domain);
    network.resolver(event);
    network.threat(event);
  }
};

const subjects = {
  "access log, Traefik 2": all(traefik2, parseRequestLine),
  "access log, Traefik 3": all(traefik3, parseRequestLine),
  "query log, file": all(file, parseQueryLine),
  "query log, API (parsed)": all(entries, parseQueryEntry),
  "malformed lines": all(malformed, parseQueryLine),
  "network lookups, per query": lookUp,
};

const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const rounds: Rounds = { rounds: 9, warmUp: 3, now: processorTime };
const sizes: Readonly<Record<string, number>> = { "malformed lines": malformed.length };

for (const [name, times] of await measureInterleaved(subjects, rounds)) {
  const { median, min, max } = spreadOf(times.map((time) => ((sizes[name] ?? count) / time) * 1000));
  const [middle, low, high] = [median, min, max].map((value) => Math.round(value / 1000));
  console.log(`${name.padEnd(26)} ${middle} thousand a second (${low} to ${high})`);
}
console.log(`${parsed} events were parsed.`);
