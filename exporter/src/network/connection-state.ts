import type { vocabulary } from "homelab-dashboards/metrics";
import type { QueryEvent } from "../events.js";

/** Values of the label `state`. */
export type ConnectionState = (typeof vocabulary.state)[number];

/** Values of the label `status` of resolvers. */
export type UpstreamStatus = "ok" | "error" | "timeout";

const refused: ReadonlySet<number> = new Set([401, 403, 429]);
const clientClosedRequest = 499;
const gatewayTimeout = 504;

/** The state of a request by its status code; undefined without a valid status: 0, or 600 and above. */
export function requestState(code: number): ConnectionState | undefined {
  if (refused.has(code)) return "refused";
  if (code === clientClosedRequest) return "closed";
  if (code === gatewayTimeout) return "timeout";
  if (code < 100 || code > 599) return undefined;
  return code < 500 ? "established" : "failed";
}

/**
 * The state of a query. A blocked query counts as answered, whatever its response code. AdGuard Home logs SERVFAIL as the
 * answer that it is; only an entry without an answer tells that there was none.
 */
export function queryState({ outcome, rcode }: Pick<QueryEvent, "outcome" | "rcode">): ConnectionState {
  if (outcome === "blocked") return "established";
  if (rcode === "REFUSED") return "refused";
  if (rcode === "SERVFAIL") return "failed";
  return rcode === "" ? "timeout" : "established";
}

const statusByState = {
  established: "ok",
  refused: "error",
  failed: "error",
  closed: "error",
  timeout: "timeout",
} as const satisfies Readonly<Record<ConnectionState, UpstreamStatus>>;

/** The status of the resolver; undefined where none was asked. */
export function upstreamStatus(event: Pick<QueryEvent, "outcome" | "rcode" | "source">): UpstreamStatus | undefined {
  return event.source === "upstream" ? statusByState[queryState(event)] : undefined;
}
