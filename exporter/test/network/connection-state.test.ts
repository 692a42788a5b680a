import { expect, it } from "vitest";
import { queryState, requestState, upstreamStatus } from "../../src/network/connection-state.js";

it.each([
  [100, "established"],
  [101, "established"],
  [200, "established"],
  [304, "established"],
  [400, "established"],
  [401, "refused"],
  [403, "refused"],
  [404, "established"],
  [429, "refused"],
  [499, "closed"],
  [500, "failed"],
  [501, "failed"],
  [502, "failed"],
  [503, "failed"],
  [504, "timeout"],
  [0, undefined],
  [999, undefined],
])("a request with status %i is %s", (code, state) => expect(requestState(code)).toBe(state));

it.each([
  ["allowed", "NOERROR", "upstream", "established", "ok"],
  ["allowed", "NXDOMAIN", "upstream", "established", "ok"],
  ["allowed", "REFUSED", "upstream", "refused", "error"],
  ["allowed", "SERVFAIL", "upstream", "failed", "error"],
  ["allowed", "", "upstream", "timeout", "timeout"],
  ["allowed", "SERVFAIL", "cache", "failed", undefined],
  ["blocked", "REFUSED", "filter", "established", undefined],
  ["blocked", "", "filter", "established", undefined],
] as const)("a query that was %s with %j by %s is %s, its resolver %s", (outcome, rcode, source, state, status) => {
  expect(queryState({ outcome, rcode })).toBe(state);
  expect(upstreamStatus({ outcome, rcode, source })).toBe(status);
});
