import { type Random, seededRandom } from "../../../test/simulation/random.js";
import type { RequestEvent } from "../../src/events.js";
import { timeOfDay } from "./day-profile.js";
import { clientAddresses, popularIndex } from "./synthetic-home.js";

export interface TrafficOptions {
  /** Default: 1. */
  readonly seed?: number;
  /** Number of events. */
  readonly count: number;
  /** Midnight before the first event, in unix milliseconds. */
  readonly from?: number;
  /** Number of days. Default: 1. */
  readonly days?: number;
  /** Number of clients. Default: 50. */
  readonly clients?: number;
}

/** Default of {@link TrafficOptions.from}. */
export const firstMidnight = Date.UTC(2025, 0, 6);

type Made = Pick<
  RequestEvent,
  | "router"
  | "service"
  | "serviceUrl"
  | "host"
  | "method"
  | "code"
  | "duration"
  | "backendDuration"
  | "bytesIn"
  | "bytesOut"
>;

const seconds = (random: Random, median: number) => Math.round(random.around(median, 0.8) * 1e9) / 1e9;

interface Served {
  /** Default: the name of the service. */
  readonly router?: string;
  readonly service: string;
  readonly urls: readonly string[];
  readonly host: string;
}

const served: readonly (readonly [Served, number])[] = [
  [{ service: "memos@docker", urls: ["http://10.0.3.7:5230"], host: "daily.lab" }, 5],
  [{ service: "draw@docker", urls: ["http://10.0.3.8:80"], host: "draw.lab" }, 2],
  [
    {
      router: "photos@file",
      service: "photos-a@docker",
      urls: ["http://10.0.3.11:2342", "http://10.0.3.12:2342"],
      host: "photos.lab",
    },
    6,
  ],
  [{ router: "photos@file", service: "photos-b@docker", urls: ["http://10.0.4.11:2342"], host: "photos.lab" }, 2],
  [{ service: "grafana@docker", urls: ["http://10.0.3.20:3000"], host: "grafana.lab" }, 1],
  [{ service: "new@docker", urls: ["http://10.0.9.9:8080"], host: "new.example.com" }, 1],
];

const methods = [
  ["GET", 80],
  ["POST", 12],
  ["PUT", 3],
  ["DELETE", 2],
  ["HEAD", 2],
  ["EXTENSION_METHOD", 1],
] as const;

const codes = [
  [200, 800],
  [204, 30],
  [206, 20],
  [301, 5],
  [304, 60],
  [401, 12],
  [403, 8],
  [404, 25],
  [429, 4],
  [499, 10],
  [500, 10],
  [502, 6],
  [503, 4],
  [504, 4],
  [101, 6],
] as const;

/** Median seconds: web sockets stay open, and parts of files (206) are downloads. */
const medianDuration = (code: number) => (code === 101 ? 900 : code === 206 ? 40 : 0.03);

/** Statuses that Traefik sets itself after a server was chosen. */
const setByTraefik: ReadonlySet<number> = new Set([499, 502, 504]);

function answered(random: Random): Made {
  const { service, router = service, urls, host } = random.weighted(served);
  const code = random.weighted(codes);
  const duration = seconds(random, medianDuration(code));
  const backendDuration = setByTraefik.has(code) ? duration : Math.round(duration * 0.97e9) / 1e9;
  const isKnown = code !== 101;
  return {
    router,
    service,
    serviceUrl: urls[Math.floor(random.unit() * urls.length)] ?? "",
    host,
    method: code === 101 ? "GET" : random.weighted(methods),
    code,
    duration,
    backendDuration,
    bytesIn: isKnown ? Math.floor(random.unit() < 0.2 ? random.around(4000, 1.5) : 0) : undefined,
    bytesOut: isKnown ? Math.floor(code === 304 || code === 204 ? 0 : random.around(9000, 1.8)) : undefined,
  };
}

/** The routers of answers that need one: a refused login, and a service without a healthy server. */
const routerOf = (code: number) => (code === 401 ? "draw@docker" : code === 503 ? "photos@file" : "");

/** Answers of Traefik itself: no route, a redirect, a refused login, no healthy server. */
function unrouted(random: Random): Made {
  const code = random.weighted([
    [404, 6],
    [308, 3],
    [401, 1],
    [503, 1],
    // The client disconnected early.
    [0, 0.2],
  ] as const);
  return {
    router: routerOf(code),
    service: "",
    serviceUrl: "",
    host: random.weighted([
      ["198.51.100.7", 4],
      ["", 2],
      ["daily.lab", 3],
      ["xn--0000h.com", 1],
      ["münchen.de", 1],
      ["2001:db8::7", 1],
    ] as const),
    method: random.weighted(methods),
    code,
    duration: seconds(random, 0.0001),
    backendDuration: 0,
    bytesIn: 0,
    bytesOut: code === 0 ? 0 : 19,
  };
}

function internetAddress(random: Random): string {
  const number = () => Math.floor(random.unit() * 256);
  return random.unit() < 0.8
    ? `198.${18 + (number() % 2)}.${number()}.${number()}`
    : `2001:db8::${number().toString(16)}`;
}

/** Requests of a home network and of scanners on the internet, in the order of their ends. */
export function* requests(options: TrafficOptions): Generator<RequestEvent> {
  const { seed = 1, count, from = firstMidnight, days = 1, clients = 50 } = options;
  const random = seededRandom(seed);
  const home = clientAddresses(clients);
  for (let index = 0; index < count; index++) {
    const time = from + Math.floor(timeOfDay((index / count) * days));
    const isFromInternet = random.unit() < 0.08;
    const client = isFromInternet ? internetAddress(random) : (home[popularIndex(clients, random)] ?? "");
    const made = random.unit() < (isFromInternet ? 0.8 : 0.03) ? unrouted(random) : answered(random);
    yield { time, client, ...made };
  }
}
