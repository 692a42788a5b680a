/** The states in which requests and DNS queries end. */
import { oneOf } from "../promql/index.js";

/** Requests and queries that fail: server errors (5xx), SERVFAIL, and those without an answer. */
export const failedConnections = { state: oneOf("failed", "timeout") } as const;
