import { describe, expect, it } from "vitest";
import { isActive } from "./events.js";
import { oddLab, oddServiceNames } from "./lab.js";
import { simulate } from "./network.js";
import { between } from "./source.js";

const simulation = simulate();
const { requests, queries, failure } = simulation;

describe("the simulation", () => {
  it("is deterministic, and differs with another seed", () => {
    expect(simulate()).toEqual(simulation);
    expect(simulate({ seed: 2 }).requests[0]).not.toEqual(requests[0]);
  });

  it("has events in order of time, none of them at a scrape", () => {
    for (const events of [requests, queries]) {
      expect(events.every(({ time }, index) => time > (events[index - 1]?.time ?? 0))).toBe(true);
      expect(events.every(({ time }) => !Number.isInteger(time))).toBe(true);
    }
  });

  it("has failures, blocked queries and other incidents", () => {
    const codes = new Set(requests.map(({ code }) => code));
    for (const code of ["101", "200", "304", "404", "499", "500", "502"]) expect(codes).toContain(code);
    expect(requests.some(({ service, code }) => service === "maybe_finance@docker" && code >= "400")).toBe(false);
    const idle = requests.filter(({ service }) => service === "upsnap@docker");
    expect(idle.length).toBeGreaterThan(10);
    expect(Math.max(...idle.map(({ time }) => time))).toBeLessThan(simulation.start + 720);
    const durationsOf = (code: string) => requests.filter((one) => one.code === code).map(({ duration }) => duration);
    expect(Math.min(...durationsOf("101"))).toBeGreaterThan(5);
    expect(Math.min(...durationsOf("101"))).toBeLessThan(30);
    expect(Math.max(...durationsOf("200"))).toBeGreaterThan(300);
    expect(new Set(queries.map(({ reason }) => reason))).toEqual(
      new Set(["", "blocklist", "safebrowsing", "parental", "service", "safesearch", "custom"]),
    );
    expect(new Set(queries.map(({ upstream }) => upstream)).size).toBe(5);
    expect(new Set(requests.map(({ client }) => client))).toContain("other@external");
    expect(new Set(queries.map(({ client }) => client))).not.toContain("other@external");
  });

  it("has a server without requests that should have a share", () => {
    if (failure === undefined) throw new Error("No server fails.");
    const during = requests.filter((request) => request.backend === failure.backend && isActive(failure, request.time));
    expect(during.length).toBeGreaterThan(100);
    expect(during.some(({ server }) => server === failure.server)).toBe(false);
    const before = between(requests, failure.from - 900, failure.from).filter(
      ({ server }) => server === failure.server,
    );
    expect(before.length).toBeGreaterThan(10);
  });

  it("has the lab's odd names and a client without a zone", () => {
    const odd = simulate({ lab: oddLab });
    const services = new Set(odd.requests.map(({ service }) => service));
    for (const name of oddServiceNames) expect(services).toContain(name);
    expect(new Set(odd.requests.map(({ zone }) => zone))).toEqual(
      new Set(["underlay_network", "trusted", "external", "gäste-wlan", "unknown"]),
    );
  });

  it("takes seconds instead of minutes for a live run", () => {
    const live = simulate({ start: 1_000_000, end: 1_000_600, focus: 1_000_300, minute: 1 });
    expect(live.failure).toMatchObject({ from: 1_000_260, to: 1_000_275 });
  });
});
