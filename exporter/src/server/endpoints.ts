import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";

/** The content of the endpoints. */
export interface EndpointSource {
  /**
   * Writes the exposition in pieces of a few KB; each piece is created after the one before was sent.
   *
   * @param send resolves to whether all pieces were sent; rejects where creating a piece failed
   */
  writeMetrics(send: (pieces: Iterable<string>) => Promise<boolean>): Promise<void>;
  /** Whether there are metrics. A log that isn't read up to the end that it had at the start has none. */
  hasMetrics(): boolean;
  /** The logs that aren't read so far yet. */
  unread(): readonly string[];
}

/** Limit for sending a response, in milliseconds. Counting waits meanwhile. */
export const defaultWriteTimeout = 5000;
/** Limit of concurrent scrapes: each holds a piece in memory. One Prometheus sends one at a time. */
const maxScrapes = 4;

const exposition = "text/plain; version=0.0.4; charset=utf-8";

/** Handles requests of allowed clients: /metrics, /healthz, /readyz. */
export function createRequestHandler(
  source: EndpointSource,
  writeTimeout: number,
): (request: IncomingMessage, response: ServerResponse) => void {
  const endpoints: Readonly<Record<string, (response: ServerResponse, isHead: boolean) => void>> = {
    "/metrics": createMetricsEndpoint(source, writeTimeout),
    "/healthz": (response) => {
      sendText(response, 200, "ok");
    },
    "/readyz": (response) => {
      if (source.hasMetrics() && source.unread().length === 0) sendText(response, 200, "ready");
      else sendText(response, 503, notReady(source));
    },
  };

  return (request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const endpoint = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined;
    if (endpoint === undefined) sendText(response, 404, "not found: there is /metrics, /healthz and /readyz");
    else if (request.method !== "GET" && request.method !== "HEAD") sendText(response, 405, "method not allowed");
    else endpoint(response, request.method === "HEAD");
  };
}

function notReady(source: EndpointSource): string {
  const unread = source.unread();
  return `not ready: ${unread.length === 0 ? "the saved state is being read" : `${unread.join(", ")} not read yet`}`;
}

function createMetricsEndpoint(source: EndpointSource, writeTimeout: number) {
  let scrapes = 0;
  return (response: ServerResponse, isHead: boolean): void => {
    if (!source.hasMetrics()) {
      sendText(response, 503, notReady(source));
      return;
    }
    if (scrapes >= maxScrapes) {
      sendText(response, 503, "busy: too many concurrent scrapes");
      return;
    }
    response.writeHead(200, { "content-type": exposition });
    if (isHead) {
      response.end();
      return;
    }
    scrapes += 1;
    source
      .writeMetrics((pieces) => sendPieces(pieces, response, writeTimeout))
      .catch(() => response.destroy())
      .finally(() => (scrapes -= 1));
  };
}

function sendText(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(text) + 1,
    ...(code === 503 && { "retry-after": "5" }),
    ...(code === 405 && { allow: "GET, HEAD" }),
  });
  response.end(`${text}\n`);
}

/**
 * Sends pieces as fast as the client reads them, and closes the connection at the timeout.
 *
 * @returns whether all pieces were sent
 */
async function sendPieces(pieces: Iterable<string>, response: ServerResponse, timeout: number): Promise<boolean> {
  const { signal, stop } = startDeadline(response, timeout);
  try {
    for (const piece of pieces) {
      if (response.destroyed) return false;
      if (!response.write(piece)) await once(response, "drain", { signal });
    }
    response.end();
    if (!response.writableFinished) await once(response, "finish", { signal });
    return true;
  } catch (error) {
    response.destroy();
    if (!signal.aborted) throw error;
    return false;
  } finally {
    stop();
  }
}

/** A signal that is given when the client disconnects or the timeout is over. */
function startDeadline(
  response: ServerResponse,
  timeout: number,
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const end = () => {
    controller.abort();
  };
  const timer = setTimeout(end, timeout);
  response.once("close", end);
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(timer);
      response.off("close", end);
    },
  };
}
