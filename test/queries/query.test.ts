import { describe, expect, it } from "vitest";
import { vector } from "../../src/promql/index.js";
import {
  emptyText,
  errorShare,
  failovers,
  query,
  requestRate,
  type Filter,
  type Scope,
} from "../../src/queries/index.js";

const siblings = { traefik: "siblings", adguard: "siblings", zone: "siblings", domain: "siblings" } as const;
const scope: Scope<Filter> = { filters: [], window: "5m", shift: {}, sources: siblings };

describe("a query", () => {
  it("has unit and meaning, and “no data” as the text for an empty answer by default", () => {
    const plays = query({ unit: "plays per hour", meaning: "Plays" }, vector(1));
    expect(plays).toMatchObject({ unit: "plays per hour", meaning: "Plays", noValue: emptyText.noData });
    expect(query({ unit: "count", meaning: "x", noValue: "none today" }, vector(1)).noValue).toBe("none today");
  });

  it("says why its answer is empty", () => {
    expect(
      [requestRate(scope, []), errorShare(scope, []), failovers(scope, { services: [], rules: true })].map(
        ({ noValue }) => noValue,
      ),
    ).toEqual(["no data", "too little traffic", "none in this range"]);
  });
});
