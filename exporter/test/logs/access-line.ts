import { type Random, seededRandom } from "../../../test/simulation/random.js";
import type { RequestEvent } from "../../src/events.js";
import { goJson, goTimeOf } from "./go-format.js";
import { trustedProxies } from "./lab.js";
import { wireName } from "./synthetic-home.js";

export type TraefikVersion = "v2" | "v3";

export interface AccessLineOptions {
  readonly version?: TraefikVersion;
  /** Draws proxies and forged headers too; without it, each client connects directly. */
  readonly random?: Random;
  /** Offset of Traefik's time zone from UTC, in minutes. */
  readonly offset?: number;
}

const million = 1_000_000n;

const directFields = (client: string) => ({
  ClientAddr: client.includes(":") ? `[${client}]:50000` : `${client}:50000`,
  ClientHost: client,
  ClientPort: "50000",
  ClientUsername: "-",
});

/** The fields of the client's address: direct, behind proxies, or with a forged header. */
function addressFields(client: string, random: Random) {
  const port = String(1024 + Math.floor(random.unit() * 60_000));
  const at = (address: string) => (address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`);
  const proxy = random.unit() < 0.5 ? trustedProxies[0] : "fd12:3456:789a:ff::2";
  const [peer, header] = random.weighted([
    [[client, client], 80],
    [[proxy, client], 6],
    [[proxy, `203.0.113.66, ${client}`], 3],
    [[proxy, `unknown,${client}, ${trustedProxies[0]}`], 3],
    [[proxy, `${client}:4711`.replace(/^(.*:.*):4711$/u, client.includes(":") ? "[$1]:4711" : "$1:4711")], 1],
    [[client, "203.0.113.66, 127.0.0.1"], 3],
    // An IPv4 client of a dual-stack socket.
    [[client.includes(":") ? client : `::ffff:${client}`, client], 4],
  ] as const);
  return { ClientAddr: at(peer), ClientHost: header, ClientPort: port, ClientUsername: "-" };
}

const hostOfUrl = (url: string) => url.replace(/^.*:\/\//u, "");

const urlOf = (url: string, version: TraefikVersion): unknown => {
  if (version === "v3") return url;
  const written = { Scheme: "http", Opaque: "", User: null, Host: hostOfUrl(url), Path: "", RawPath: "" };
  return { ...written, OmitHost: false, ForceQuery: false, RawQuery: "", Fragment: "", RawFragment: "" };
};

/** Traefik logs status 0 for an upgraded connection. */
const loggedStatus = ({ code }: RequestEvent) => (code === 101 ? 0 : code);

const serviceFields = (event: RequestEvent, version: TraefikVersion) =>
  event.service === ""
    ? {}
    : {
        ServiceAddr: hostOfUrl(event.serviceUrl),
        ServiceName: event.service,
        ServiceURL: urlOf(event.serviceUrl, version),
        OriginContentSize: event.bytesOut ?? 0,
        OriginDuration: Math.round(event.backendDuration * 1e9),
        OriginStatus: loggedStatus(event),
      };

function hostFields(host: string, random: Random) {
  const wire = wireName(host);
  const literal = wire.includes(":") ? `[${wire}]` : wire;
  const port = random.unit() < 0.1 ? "8443" : "-";
  const spelled = random.unit() < 0.05 ? literal.toUpperCase() : literal;
  if (host === "")
    return random.unit() < 0.5 ? {} : { RequestAddr: "<script>", RequestHost: "<script>", RequestPort: "-" };
  // Go removes the brackets only before a port.
  const bare = port === "-" ? spelled : wire;
  return { RequestAddr: port === "-" ? spelled : `${spelled}:${port}`, RequestHost: bare, RequestPort: port };
}

const paths = ["/", "/api/v1/memo?limit=20&tag=a<b>", "/static/js/main.4f3a.js", "/%F0%9F%98%80", "/login?next=/ä"];

/** Formats a request as Traefik logs it. */
export function accessLine(event: RequestEvent, options: AccessLineOptions = {}): string {
  const { version = "v3", random = seededRandom(event.time), offset = 60 } = options;
  const duration = BigInt(Math.round(event.duration * 1e9));
  const end = BigInt(event.time) * million + BigInt(100_000 + Math.floor(random.unit() * 800_000));
  const origin = BigInt(Math.round(event.backendDuration * 1e9));
  const isTls = random.unit() < 0.8;
  const fields = {
    ...(options.random === undefined ? directFields(event.client) : addressFields(event.client, random)),
    DownstreamContentSize: event.bytesOut ?? 0,
    DownstreamStatus: loggedStatus(event),
    Duration: Number(duration),
    ...(random.unit() < 0.1 ? { GzipRatio: 3.25 } : {}),
    Overhead: Number(duration - origin),
    ...hostFields(event.host, random),
    RequestContentSize: event.bytesIn ?? 0,
    RequestCount: Math.floor(random.unit() * 1e6),
    RequestMethod: event.method === "EXTENSION_METHOD" ? "PROPFIND" : event.method,
    RequestPath: paths[Math.floor(random.unit() * paths.length)],
    RequestProtocol: isTls ? "HTTP/2.0" : "HTTP/1.1",
    RequestScheme: isTls ? "https" : "http",
    RetryAttempts: 0,
    ...(event.router === "" ? {} : { RouterName: event.router }),
    ...serviceFields(event, version),
    StartLocal: goTimeOf(end - duration, offset),
    StartUTC: goTimeOf(end - duration, 0),
    ...(isTls ? { TLSCipher: "TLS_AES_128_GCM_SHA256", TLSVersion: "1.3" } : {}),
    ...(version === "v3" ? { SpanId: "0000000000000000", TraceId: "0".repeat(32) } : {}),
    entryPointName: isTls ? "websecure" : "web",
    level: "info",
    msg: "",
    time: goTimeOf((end / 1_000_000_000n) * 1_000_000_000n, offset),
  };
  return goJson(fields);
}
