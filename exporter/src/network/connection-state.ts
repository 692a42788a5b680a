import type { QueryEvent } from "../events.js";

/** The values of the label `state` that logs can tell. */
export type ConnectionState = "established" | "refused" | "timeout";

/** The values of the label `status` of resolvers. */
export type UpstreamStatus = "ok" | "error" | "timeout";

const refused: ReadonlySet<number> = new Set([401, 403, 429]);
const timeouts: ReadonlySet<number> = new Set([499, 502, 504]);

/** How a request ended; `undefined` for other errors of a server: somebody answered, and it was no connection's fault. */
export function requestState(code: number): ConnectionState | undefined {
  if (timeouts.has(code)) return "timeout";
  if (refused.has(code)) return "refused";
  return code >= 100 && code < 500 ? "established" : undefined;
}

/** How a query ended. What was blocked was answered, whatever the answer. */
export function queryState({ outcome, rcode }: Pick<QueryEvent, "outcome" | "rcode">): ConnectionState {
  if (outcome === "blocked") return "established";
  if (rcode === "REFUSED") return "refused";
  return rcode === "SERVFAIL" || rcode === "" ? "timeout" : "established";
}

const statuses = { established: "ok", refused: "error", timeout: "timeout" } as const;

/** How a resolver did; `undefined` where none was asked. */
export function upstreamStatus(event: Pick<QueryEvent, "outcome" | "rcode" | "source">): UpstreamStatus | undefined {
  return event.source === "upstream" ? statuses[queryState(event)] : undefined;
}
