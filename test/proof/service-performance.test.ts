import { afterAll, describe, expect, it } from "vitest";
import type { Selection } from "../grafana-client/variables.js";
import type { HistoryOptions } from "../simulation/history.js";
import { oddLab, oddServiceNames, simulatedLab } from "../simulation/lab.js";
import { coverageTable, judge, type Judgement } from "./judge.js";
import { writtenLab } from "./lab.js";
import { openLaboratory } from "./laboratory.js";
import { chosenBy } from "./moment.js";
import { servicePerformanceOracles } from "./oracles/all.js";

/*
 * Every target and annotation of Service Performance, asked of a real Prometheus through the emitted datasource, and
 * compared with figures computed from the simulated events.
 */

interface Choice {
  readonly name: string;
  readonly selection: Readonly<Record<"zone" | "service", readonly string[]>> | undefined;
}

const everything: Choice = { name: "All", selection: undefined };
const one: Choice = { name: "one", selection: { zone: ["trusted"], service: ["memos@docker"] } };
const two: Choice = {
  name: "two",
  selection: { zone: ["underlay_network", "external"], service: ["photos@file", "memos@docker"] },
};
const odd: readonly Choice[] = oddServiceNames.map((service, index) => ({
  name: `odd ${String(index + 1)}`,
  selection: { zone: index === 0 ? ["gäste-wlan"] : ["underlay_network", "unknown"], service: [service] },
}));

const scenarios: readonly {
  readonly name: string;
  readonly lab: ReturnType<typeof writtenLab>;
  readonly options?: HistoryOptions;
  readonly choices: readonly Choice[];
}[] = [
  { name: "healthy", lab: writtenLab(), choices: [everything, one, two] },
  { name: "siblings", lab: writtenLab(), options: { scrape: { instances: "siblings" } }, choices: [everything] },
  {
    name: "copies",
    lab: writtenLab(simulatedLab, { traefik: "copies", adguard: "copies", zone: "copies", domain: "copies" }),
    options: { scrape: { instances: "copies" } },
    choices: [everything],
  },
  {
    name: "optional labels",
    lab: writtenLab(),
    options: { scrape: { optional: "filled" } },
    choices: [everything],
  },
  { name: "odd names", lab: writtenLab(oddLab), choices: [everything, ...odd] },
];

const rows: { scenario: string; dashboard: string; judgements: readonly Judgement[] }[] = [];

afterAll(() => {
  console.log(coverageTable(rows));
});

describe.each(scenarios)("$name", ({ name, lab, options, choices }) => {
  it(`every figure of every target is right with ${choices.map((choice) => choice.name).join(", ")}`, async () => {
    await using laboratory = await openLaboratory(lab, options);
    const { history, range } = laboratory;
    const { focus } = history.simulation;
    for (const choice of choices) {
      const answered = await laboratory.look("homelab-services", choice.selection satisfies Selection | undefined);
      const judgements = judge(answered.questions, servicePerformanceOracles, {
        simulation: history.simulation,
        series: history.series,
        chosen: chosenBy(history.simulation, choice.selection ?? {}),
        range: { from: range.from / 1000, to: range.to / 1000 },
        // Every five minutes, and the steps right after the certificate's renewal and the reload with it.
        moments: (at) => at % 300 === 0 || (at > focus - 2100 && at <= focus - 2040),
      });
      rows.push({ scenario: `${name}, ${choice.name}`, dashboard: answered.title, judgements });
      expect(judgements.flatMap(({ id, objections }) => objections.map((objection) => `${id} ${objection}`))).toEqual(
        [],
      );
      if (choice === everything)
        expect(judgements.filter(({ withData }) => withData === 0).map(({ id }) => id)).toEqual([]);
    }
  });
});
