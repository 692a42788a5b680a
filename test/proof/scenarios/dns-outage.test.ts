import { expect, it } from "vitest";
import { print, type AnyInstantVector } from "../../../src/promql/index.js";
import {
  answeredShare,
  answeredShareByZone,
  dnsProbeSuccess,
  probeHealth,
  rateOf,
  ratio,
  type Scope,
} from "../../../src/queries/index.js";
import { canonical, figuresOf } from "../../simulation/figures.js";
import { serveHistory } from "../../simulation/history.js";
import { dnsOutage } from "./all.js";
import { testScenario } from "./scenario-test.js";

testScenario(dnsOutage);

const scope: Scope = { filters: [], window: "1m", shift: {}, sources: dnsOutage.lab.sources };

it("an outage that the log doesn't hold isn't read as a success", { timeout: 300_000 }, async () => {
  await using history = await serveHistory(dnsOutage.history);
  const { prometheus, simulation } = history;
  const answersOf = async (expression: AnyInstantVector) =>
    figuresOf(await prometheus.client.instant(print(expression), simulation.end));
  const dns = { service_type: "dns" } as const;
  const logged = ratio(
    rateOf("zone_connections_total", scope, [], { ...dns, state: "established" }),
    rateOf("zone_connections_total", scope, [], dns),
  );
  const none = canonical({});
  expect((await answersOf(logged)).get(none)).toBe(1);
  expect((await answersOf(answeredShare(scope).expression)).get(none)).toBe(0);
  expect(new Set((await answersOf(answeredShareByZone(scope).expression)).values())).toEqual(new Set([0]));
  expect((await answersOf(probeHealth(scope))).get(none)).toBe(0);
  expect((await answersOf(probeHealth(scope, "adguard"))).get(none)).toBe(0);
  const probes = await answersOf(dnsProbeSuccess(scope).expression);
  expect(probes.get(canonical({ target: "adguard", kind: "answers" }))).toBe(1);
  expect(probes.get(canonical({ target: "adguard", kind: "resolves" }))).toBe(0);
});
