import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { z } from "zod";

/** The address of a Prometheus and the client's credentials. */
export interface Endpoint {
  /** https://127.0.0.1:40123, or http:// for a server without TLS. */
  readonly url: string;
  readonly method?: "GET" | "POST";
  /** PEM texts. Default of `ca`: the system's authorities. */
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** The name in the server's certificate, if it isn't the host of the URL. */
  readonly serverName?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutSeconds?: number;
}

export type Labels = Readonly<Record<string, string>>;

/** A series of an answer; its points, unix seconds and value, are in order of time. */
export interface AnsweredSeries {
  readonly labels: Labels;
  readonly points: readonly (readonly [time: number, value: number])[];
}

export interface Answer {
  readonly kind: "vector" | "matrix" | "scalar" | "string";
  readonly series: readonly AnsweredSeries[];
  readonly warnings: readonly string[];
}

/** Prometheus rejected a query; with the kind "connection" there was no answer. */
export class PrometheusError extends Error {
  readonly kind: string;
  constructor(kind: string, message: string) {
    super(message);
    this.name = "PrometheusError";
    this.kind = kind;
  }
}

export interface TimeRange {
  /** Unix seconds. */
  readonly start: number;
  readonly end: number;
}

interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

export interface PrometheusClient {
  readonly instant: (expression: string, time: number) => Promise<Answer>;
  readonly range: (expression: string, range: TimeRange & { readonly step: number }) => Promise<Answer>;
  readonly series: (matchers: readonly string[], range?: TimeRange) => Promise<readonly Labels[]>;
  readonly labelNames: (matchers?: readonly string[], range?: TimeRange) => Promise<readonly string[]>;
  readonly labelValues: (label: string, matchers?: readonly string[], range?: TimeRange) => Promise<readonly string[]>;
  readonly metadata: () => Promise<Readonly<Record<string, readonly { type: string; help: string; unit: string }[]>>>;
  readonly targets: () => Promise<
    readonly { readonly labels: Labels; readonly health: string; readonly lastError: string }[]
  >;
  /** The raw answer of any path. */
  readonly get: (path: string) => Promise<RawAnswer>;
  /** The raw answer to a body that isn't a form. */
  readonly post: (path: string, body: Uint8Array, headers: Readonly<Record<string, string>>) => Promise<RawAnswer>;
}

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]);
const envelope = z.object({
  status: z.enum(["success", "error"]),
  errorType: z.string().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  data: z.unknown().optional(),
});
const answer = z.discriminatedUnion("resultType", [
  z.object({ resultType: z.literal("vector"), result: z.array(z.object({ metric: labels, value: point })) }),
  z.object({ resultType: z.literal("matrix"), result: z.array(z.object({ metric: labels, values: z.array(point) })) }),
  z.object({ resultType: z.literal("scalar"), result: point }),
  z.object({ resultType: z.literal("string"), result: point }),
]);
const metadata = z.record(z.string(), z.array(z.object({ type: z.string(), help: z.string(), unit: z.string() })));
const targets = z.object({
  activeTargets: z.array(z.object({ labels, health: z.string(), lastError: z.string() })),
});

/** A client of Prometheus' HTTP API, which validates every answer. Its functions throw PrometheusError. */
export function prometheusClient(endpoint: Endpoint): PrometheusClient {
  const send = sender(endpoint);
  const ask = async (path: string, parameters: readonly (readonly [string, string])[], method: "GET" | "POST") => {
    const form = formText(parameters);
    const { body, status } = await (method === "GET"
      ? send("GET", form === "" ? path : `${path}?${form}`)
      : send("POST", path, Buffer.from(form), { "content-type": "application/x-www-form-urlencoded" }));
    const parsed = envelope.safeParse(parseJson(body));
    if (!parsed.success) throw new PrometheusError("protocol", `${path} answered ${status}: ${body.slice(0, 300)}`);
    if (parsed.data.status === "error") {
      throw new PrometheusError(parsed.data.errorType ?? "unknown", parsed.data.error ?? "no reason given");
    }
    return parsed.data;
  };
  const method = endpoint.method ?? "POST";
  const query = async (path: string, parameters: readonly (readonly [string, string])[]): Promise<Answer> => {
    const { data, warnings } = await ask(path, parameters, method);
    const result = answer.parse(data);
    return { kind: result.resultType, series: seriesOf(result), warnings: warnings ?? [] };
  };
  return {
    instant: (expression, time) =>
      query("/api/v1/query", [
        ["query", expression],
        ["time", String(time)],
      ]),
    range: (expression, { start, end, step }) =>
      query("/api/v1/query_range", [
        ["query", expression],
        ["start", String(start)],
        ["end", String(end)],
        ["step", String(step)],
      ]),
    series: async (matchers, range) =>
      z.array(labels).parse((await ask("/api/v1/series", [...matching(matchers), ...within(range)], method)).data),
    labelNames: async (matchers = [], range) =>
      z
        .array(z.string())
        .parse((await ask("/api/v1/labels", [...matching(matchers), ...within(range)], method)).data ?? []),
    labelValues: async (label, matchers = [], range) =>
      z
        .array(z.string())
        .parse(
          (await ask(`/api/v1/label/${label}/values`, [...matching(matchers), ...within(range)], "GET")).data ?? [],
        ),
    metadata: async () => metadata.parse((await ask("/api/v1/metadata", [], "GET")).data),
    targets: async () => targets.parse((await ask("/api/v1/targets", [], "GET")).data).activeTargets,
    get: (path) => send("GET", path),
    post: (path, body, headers) => send("POST", path, body, headers),
  };
}

function matching(matchers: readonly string[]): readonly (readonly [string, string])[] {
  return matchers.map((matcher) => ["match[]", matcher] as const);
}

function within(range: TimeRange | undefined): readonly (readonly [string, string])[] {
  return range === undefined
    ? []
    : [
        ["start", String(range.start)],
        ["end", String(range.end)],
      ];
}

function seriesOf(result: z.infer<typeof answer>): readonly AnsweredSeries[] {
  switch (result.resultType) {
    case "vector":
      return result.result.map(({ metric, value }) => ({ labels: metric, points: [numbered(value)] }));
    case "matrix":
      return result.result.map(({ metric, values }) => ({ labels: metric, points: values.map(numbered) }));
    case "scalar":
      return [{ labels: {}, points: [numbered(result.result)] }];
    case "string":
      return [{ labels: { string: result.result[1] }, points: [] }];
  }
}

const infinities: Readonly<Record<string, number>> = { "+Inf": Infinity, "-Inf": -Infinity, NaN };

function numbered([time, text]: readonly [number, string]): readonly [number, number] {
  return [time, infinities[text] ?? Number(text)];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function formText(parameters: readonly (readonly [string, string])[]): string {
  return parameters.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
}

/** The number of queries that Prometheus evaluates at once; further ones would wait there. */
const connections = 8;
/** Milliseconds after which an idle connection is closed, well before the server closes it. */
const idle = 10_000;

/**
 * Sends requests over a few connections that stay open: a handshake takes longer than most queries. A server that stops
 * closes idle connections, and these keep no process alive.
 */
function sender(endpoint: Endpoint) {
  const tls = {
    ...(endpoint.ca === undefined ? {} : { ca: endpoint.ca }),
    ...(endpoint.certificate === undefined ? {} : { cert: endpoint.certificate }),
    ...(endpoint.key === undefined ? {} : { key: endpoint.key }),
    ...(endpoint.serverName === undefined ? {} : { servername: endpoint.serverName }),
  };
  const base = endpoint.url.replace(/\/+$/, "");
  const isSecure = base.startsWith("https:");
  const kept = { keepAlive: true, maxSockets: connections, timeout: idle };
  const agent = isSecure ? new HttpsAgent({ ...kept, ...tls }) : new HttpAgent(kept);
  const request = isSecure ? httpsRequest : httpRequest;
  const timeout = (endpoint.timeoutSeconds ?? 120) * 1000;
  return (
    method: "GET" | "POST",
    path: string,
    body?: Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RawAnswer> => {
    const length = body === undefined ? {} : { "content-length": body.length };
    const options = { method, agent, timeout, headers: { ...endpoint.headers, ...headers, ...length } };
    return new Promise((resolve, reject) => {
      const outgoing = request(base + path, options, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () =>
          resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
        );
        incoming.on("error", (error) => reject(new PrometheusError("connection", error.message)));
      });
      outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer from ${base} in time`)));
      outgoing.on("error", (error) => reject(new PrometheusError("connection", error.message)));
      outgoing.end(body);
    });
  };
}
