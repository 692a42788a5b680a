/** Answers of up to eight megabytes that a hostile AdGuard Home could give, and how to give them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { formatNanoseconds, parseNanoseconds } from "../../src/adguard/timestamp.js";

/** The exporter reads no more bytes of a response. */
const megabytes = 8_388_000;

/** A request under `/control/`. */
export interface HostileRequest {
  readonly path: string;
  readonly parameters: URLSearchParams;
  /** Unix milliseconds. */
  readonly now: number;
}

/** A hostile answer to requests of some paths. */
export interface HostileAnswer {
  readonly name: string;
  /** Under `/control/`. */
  readonly paths: readonly string[];
  readonly body: (request: HostileRequest) => Buffer;
  /** Bytes of a chunk. Default: 65,536. */
  readonly chunk?: number;
  /** Requests until its effect is complete. Default: 2. */
  readonly requests?: number;
}

/** Repeats elements of a list up to the size of an answer. */
function listOf(list: string, element: (index: number) => string, size = megabytes): Buffer {
  const parts: string[] = [];
  for (let [length, index] = [list.length + 10, 0]; ; index += 1) {
    const text = element(index);
    length += Buffer.byteLength(text) + 1;
    if (length > size) return Buffer.from(`{"${list}":[${parts.join(",")}]}`);
    parts.push(text);
  }
}

const time = (now: number, index: number) =>
  new Date(now - 6000 - (index % 60_000)).toISOString().replace("Z", `${String(index % 1_000_000).padStart(6, "0")}Z`);

/** An entry that is counted, unless a field replaces one of its own. */
const entry = (now: number, index: number, fields: string): string =>
  `{"time":"${time(now, index)}","client":"192.168.1.7","question":{"name":"h${index}.example.org","type":"A"},` +
  `"reason":"NotFilteredNotFound","elapsedMs":"1","upstream":"udp://1.1.1.1:53"${fields}}`;

/** A right answer to a request of the query log, with one query. */
export const rightPage = ({ now }: Pick<HostileRequest, "now">): Buffer =>
  Buffer.from(`{"data":[${entry(now, 0, "")}]}`);

const brackets = (count: number) => "[".repeat(count) + "]".repeat(count);

const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(",");

const address = (index: number) => `${(index >> 24) & 255}.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;

/** Answers that are hostile to the parser of any list. */
const toAnyList = (paths: readonly string[], list: string): readonly HostileAnswer[] => [
  { name: "one nested list", paths, body: () => Buffer.from(`{"${list}":[${brackets(megabytes / 2 - 20)}]}`) },
  { name: "lists that are nested 20,000 levels", paths, body: () => listOf(list, () => `{"a":${brackets(20_000)}}`) },
  { name: "many nested lists", paths, body: () => listOf(list, () => brackets(500)) },
  { name: "a list of numbers", paths, body: () => Buffer.from(`{"${list}":[[${"1,".repeat(megabytes / 2 - 20)}1]]}`) },
  { name: "numbers", paths, body: () => Buffer.from(`{"${list}":[${"1,".repeat(megabytes / 2 - 20)}1]}`) },
  { name: "empty objects", paths, body: () => listOf(list, () => "{}") },
  {
    name: "elements of a megabyte",
    paths,
    body: () => listOf(list, () => `{"a":[${repeat(65_000, () => "{}")}],"b":"${"x".repeat(800_000)}"}`),
  },
  {
    name: "elements of many fields",
    paths,
    body: () => listOf(list, (index) => `{${repeat(30_000, (each) => `"${index}x${each}":{}`)}}`),
  },
  { name: "a text", paths, body: () => Buffer.from(`{"${list}":[{"name":"${"€".repeat(megabytes / 3 - 20)}"}]}`) },
  {
    name: "many fields beside the list",
    paths,
    body: () => Buffer.from(`{${repeat(500_000, (index) => `"f${index}":[]`)}}`),
  },
  {
    name: "many objects beside the list",
    paths,
    body: () => Buffer.from(`{"x":{"y":[${"{},".repeat(megabytes / 3 - 20)}{}]},"${list}":[]}`),
  },
  { name: "chunks of one byte", paths, body: () => listOf(list, () => "{}", 30_000), chunk: 1 },
  { name: "no end", paths, body: () => Buffer.from(`{"${list}":["${"x".repeat(megabytes)}`) },
];

/** Answers with as much as possible that is kept. */
const toQueryLog: readonly HostileAnswer[] = [
  { name: "entries", paths: ["querylog"], body: ({ now }) => listOf("data", (index) => entry(now, index, "")) },
  {
    name: "entries of only a time",
    paths: ["querylog"],
    body: ({ now }) => listOf("data", (index) => `{"time":"${time(now, index)}"}`),
  },
  {
    name: "entries of 4,000 addresses",
    paths: ["querylog"],
    body: ({ now }) =>
      listOf("data", (index) =>
        entry(now, index, `,"answer":[${repeat(4000, (each) => `{"type":"A","value":"${address(each * 65_537)}"}`)}]`),
      ),
  },
  {
    name: "entries of empty rules",
    paths: ["querylog"],
    body: ({ now }) => listOf("data", (index) => entry(now, index, `,"rules":[${repeat(64, () => "{}")}]`)),
  },
  {
    name: "entries of long texts",
    paths: ["querylog"],
    body: ({ now }) =>
      listOf("data", (index) => entry(now, index, `,"client_id":"${"€".repeat(1024)}","status":"${"€".repeat(1024)}"`)),
  },
  {
    name: "equal entries",
    paths: ["querylog"],
    body: ({ now }) =>
      listOf("data", (index) =>
        entry(
          Math.floor(now / 60_000) * 60_000,
          index % 7,
          `,"answer":[${repeat(200, (each) => `{"type":"A","value":"${address(each * 65_537)}"}`)}]`,
        ),
      ),
  },
];

const toMetadata: readonly HostileAnswer[] = [
  {
    name: "clients",
    paths: ["clients"],
    body: () =>
      listOf("clients", (index) => `{"name":"client ${index}","ids":["${address(index)}"],"tags":["constructor"]}`),
  },
  {
    name: "clients of long names",
    paths: ["clients"],
    body: () => listOf("clients", (index) => `{"name":"${"€".repeat(250)}${index}","ids":["c${index}"]}`),
  },
  {
    name: "clients of many blocks",
    paths: ["clients"],
    body: () =>
      listOf(
        "clients",
        (index) =>
          `{"name":"${index}","ids":[${repeat(1000, (each) => `"2001:db8:${(each & 65_535).toString(16)}::/64"`)}]}`,
      ),
  },
  {
    name: "clients of many tags",
    paths: ["clients"],
    body: () =>
      listOf(
        "clients",
        (index) => `{"name":"${index}","ids":[],"tags":[${repeat(1000, (each) => `"device_${each}"`)}]}`,
      ),
  },
  {
    name: "filter lists",
    paths: ["filtering/status"],
    body: () => listOf("filters", (index) => `{"id":${index},"name":"${"€".repeat(80)}${index}"}`),
  },
];

/** A page of so many entries at the end of a log, a microsecond apart, each with 60 addresses. */
function pageOf(newest: bigint, first: number, count: number): Buffer {
  const answer = repeat(60, (each) => `{"type":"A","value":"${address(each * 65_537)}"}`);
  const entries = repeat(count, (each) => {
    const index = first + each;
    return entry(0, index, `,"answer":[${answer}]`).replace(
      /"time":"[^"]*"/,
      `"time":"${formatNanoseconds(newest - BigInt(index) * 1000n)}"`,
    );
  });
  return Buffer.from(`{"data":[${entries}]}`);
}

/**
 * A log of the last half second with a million entries, as large as pages may be.
 *
 * @param isFoundByTime whether pages are found by time; otherwise by offset alone, so that they are held in memory
 */
function endlessLog(name: string, isFoundByTime: boolean): HostileAnswer {
  let newest: bigint | undefined;
  return {
    name,
    paths: ["querylog"],
    requests: 20,
    body: ({ now, parameters }) => {
      newest ??= BigInt(now - 4500) * 1_000_000n;
      const olderThan = parseNanoseconds(parameters.get("older_than") ?? "");
      const offset = Number(parameters.get("offset") ?? 0);
      if (olderThan !== undefined && !isFoundByTime) return Buffer.from("{}");
      const first = olderThan === undefined ? offset : Number((newest - olderThan) / 1000n) + 1;
      return pageOf(newest, Math.max(0, first), Number(parameters.get("limit")));
    },
  };
}

/** Metadata as large as it may be. */
const largestMetadata: HostileAnswer = {
  name: "as much as is kept",
  paths: ["clients", "filtering/status", "dhcp/status"],
  body: () => {
    const mac = (index: number) =>
      `02:00:00:00:${(index >> 8).toString(16).padStart(2, "0")}:${(index & 255).toString(16).padStart(2, "0")}`;
    const clients = repeat(
      2000,
      (index) =>
        `{"name":"${"€".repeat(70)}${index}","ids":["2001:db8:${index.toString(16)}::/64","${mac(index)}"],"tags":["__proto__","constructor"]}`,
    );
    const filters = repeat(1000, (index) => `{"id":${index + 1},"name":"${"€".repeat(250)}${index}"}`);
    const leases = repeat(2000, (index) => `{"mac":"${mac(index)}","ip":"${address(0x0a000000 + index)}"}`);
    return Buffer.from(`{"clients":[${clients}],"filters":[${filters}],"leases":[${leases}]}`);
  },
};

/** All hostile answers. */
export const hostileAnswers = (): readonly HostileAnswer[] => [
  ...toAnyList(["querylog"], "data"),
  ...toQueryLog,
  endlessLog("an endless log", true),
  endlessLog("an endless log, found by offset", false),
  ...toAnyList(["clients"], "clients"),
  ...toAnyList(["filtering/status"], "filters"),
  ...toMetadata,
  largestMetadata,
];

const isTo = (request: HostileRequest, { paths }: HostileAnswer) => paths.includes(request.path);

function requestOf({ url = "" }: IncomingMessage): HostileRequest {
  const { pathname, searchParams } = new URL(url, "http://fake-adguard");
  return { path: pathname.replace("/control/", ""), parameters: searchParams, now: Date.now() };
}

/**
 * Responds to requests of the paths of an answer with it, and to all others as an empty AdGuard Home.
 *
 * @param onAnswered called for each hostile answer, once it is sent or refused
 */
export const respondWithAnswer =
  (answer: HostileAnswer, onAnswered: () => void = () => undefined) =>
  (message: IncomingMessage, response: ServerResponse): void => {
    const { body, chunk = 65_536 } = answer;
    const request = requestOf(message);
    response.writeHead(200, { "content-type": "application/json" });
    if (!isTo(request, answer)) {
      response.end("{}");
      return;
    }
    response.once("close", onAnswered);
    const bytes = body(request);
    for (let at = 0; at < bytes.length; at += chunk) response.write(bytes.subarray(at, at + chunk));
    response.end();
  };
