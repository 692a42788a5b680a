import type { QueryEvent } from "../events.js";

/** Values of the label `state` that can be derived from logs. */
export type ConnectionState = "established" | "refused" | "timeout";

/** Values of the label `status` of resolvers. */
export type UpstreamStatus = "ok" | "error" | "timeout";

const refused: ReadonlySet<number> = new Set([401, 403, 429]);
const timeouts: ReadonlySet<number> = new Set([499, 502, 504]);

/**
 * The state of a request by its status code; undefined for other server errors, which don't reveal the state of the
 * connection.
 */
export function requestState(code: number): ConnectionState | undefined {
  if (timeouts.has(code)) return "timeout";
  if (refused.has(code)) return "refused";
  return code >= 100 && code < 500 ? "established" : undefined;
}

/** The state of a query. A blocked query counts as answered, whatever its response code. */
export function queryState({ outcome, rcode }: Pick<QueryEvent, "outcome" | "rcode">): ConnectionState {
  if (outcome === "blocked") return "established";
  if (rcode === "REFUSED") return "refused";
  return rcode === "SERVFAIL" || rcode === "" ? "timeout" : "established";
}

const statusByState = { established: "ok", refused: "error", timeout: "timeout" } as const;

/** The status of the resolver; undefined where none was asked. */
export function upstreamStatus(event: Pick<QueryEvent, "outcome" | "rcode" | "source">): UpstreamStatus | undefined {
  return event.source === "upstream" ? statusByState[queryState(event)] : undefined;
}
