import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";

/** What the server hands out. */
export interface EndpointSource {
  /**
   * Hands the exposition over in pieces of some KB, and ends when it has gone out; no piece is made before the one before
   * it has gone.
   *
   * @param send tells whether all went out; it gives up on a client that doesn't read; it fails where making a piece failed
   */
  writeMetrics(send: (pieces: Iterable<string>) => Promise<boolean>): Promise<void>;
  /** Whether all that was there at the start has been read: no counter is lower than it was before. */
  isReady(): boolean;
}

/** How long a client may take to read an answer, in milliseconds. What is counted waits for it. */
export const defaultWriteTimeout = 5000;
/** Scrapes at the same time; one Prometheus makes one, and each holds a piece in memory. */
const maxScrapes = 4;

const exposition = "text/plain; version=0.0.4; charset=utf-8";

function say(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(text) + 1,
    ...(code === 503 && { "retry-after": "5" }),
    ...(code === 405 && { allow: "GET, HEAD" }),
  });
  response.end(`${text}\n`);
}

/** Writes pieces as fast as they are read; gives up on a client that doesn't. Tells whether all went out. */
async function stream(pieces: Iterable<string>, response: ServerResponse, patience: number): Promise<boolean> {
  const { signal, ...deadline } = startDeadline(response, patience);
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
    deadline.stop();
  }
}

/** A signal for the moment when the client has gone, or has taken too long. */
function startDeadline(
  response: ServerResponse,
  patience: number,
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const end = () => {
    controller.abort();
  };
  const timer = setTimeout(end, patience);
  response.once("close", end);
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(timer);
      response.off("close", end);
    },
  };
}

/** Answers requests of clients that may ask: /metrics, /healthz, /readyz. */
export function createRequestHandler(
  answers: EndpointSource,
  patience: number,
): (request: IncomingMessage, response: ServerResponse) => void {
  let scrapes = 0;

  const scrape = (response: ServerResponse, isHead: boolean): void => {
    if (!answers.isReady()) {
      say(response, 503, "not ready: still reading what was written while this was away");
      return;
    }
    if (scrapes >= maxScrapes) {
      say(response, 503, "busy: too many scrapes at the same time");
      return;
    }
    response.writeHead(200, { "content-type": exposition });
    if (isHead) {
      response.end();
      return;
    }
    scrapes += 1;
    answers
      .writeMetrics((pieces) => stream(pieces, response, patience))
      .catch(() => response.destroy())
      .finally(() => (scrapes -= 1));
  };

  const pages: Readonly<Record<string, (response: ServerResponse, isHead: boolean) => void>> = {
    "/metrics": scrape,
    "/healthz": (response) => {
      say(response, 200, "ok");
    },
    "/readyz": (response) => {
      if (answers.isReady()) say(response, 200, "ready");
      else say(response, 503, "not ready");
    },
  };

  return (request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page === undefined) say(response, 404, "there is /metrics, /healthz and /readyz");
    else if (request.method !== "GET" && request.method !== "HEAD") say(response, 405, "only read");
    else page(response, request.method === "HEAD");
  };
}
