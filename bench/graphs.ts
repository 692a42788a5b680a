/**
 * How long Prometheus evaluates the graphs of the network: the time of all queries of a panel one after the other, and as
 * a ratio to the plain sum of requests by client and service. `node --import tsx bench/graphs.ts`.
 */
import { big, healthy } from "../test/proof/scenarios/all.js";
import type { Scenario } from "../test/proof/scenarios/scenario.js";
import { openTestBench } from "../test/proof/test-bench.js";

const runs = 5;
const plain = "sum by (client_ip, service) (rate(traefik_requests_total[2m]))";

async function measure({ name, lab, history }: Scenario): Promise<void> {
  await using testBench = await openTestBench(lab, history);
  const { queries } = await testBench.open("homelab-topology");
  const { client } = testBench.history.prometheus;
  const at = testBench.range.to / 1000;
  const fastest = async (expressions: readonly string[]) => {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const start = performance.now();
      for (const expression of expressions) await client.instant(expression, at);
      times.push(performance.now() - start);
    }
    return Math.min(...times);
  };
  const base = await fastest([plain]);
  console.log(`${name}: plain sum ${base.toFixed(1)} ms`);
  for (const panel of ["zone-graph", "distribution-graph", "full-graph"]) {
    const sent = queries.filter(({ id }) => id.includes(`/${panel}/`)).map(({ expression }) => expression);
    const time = await fastest(sent);
    const ratio = (time / base).toFixed(1);
    console.log(`  ${panel}: ${String(sent.length)} queries, ${time.toFixed(0)} ms, ${ratio} times the plain sum`);
  }
}

for (const scenario of [healthy, big]) await measure(scenario);
