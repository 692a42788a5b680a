import { afterAll, describe, expect, it } from "vitest";
import type { HistoryOptions } from "../simulation/history.js";
import { oddLab, simulatedLab } from "../simulation/lab.js";
import { coverageTable, judge, type Judgement } from "./judge.js";
import { writtenLab } from "./lab.js";
import { openLaboratory } from "./laboratory.js";
import { chosenBy, type Oracles } from "./moment.js";
import { dns } from "./oracles/dns.js";
import { domainsOracles, whereabouts } from "./oracles/domains.js";
import { sourceAnnotations } from "./oracles/sources.js";

/*
 * Every target and annotation of Domain and DNS, asked of a real Prometheus through the emitted datasource, and compared
 * with figures computed from the simulated events. Lists are short, so that each is cut.
 */

const top = 5;
const oracles: Oracles = { ...dns, ...sourceAnnotations, ...domainsOracles(top) };

type Choice = {
  readonly name: string;
  readonly selection: Readonly<Partial<Record<"zone" | "client" | "domain", readonly string[]>>> | undefined;
};

const everything: Choice = { name: "All", selection: undefined };
const zone: Choice = { name: "a zone", selection: { zone: ["trusted"] } };
const one: Choice = {
  name: "one",
  selection: { zone: ["trusted"], client: ["172.18.0.5"], domain: ["example.org"] },
};
const two: Choice = {
  name: "two",
  selection: {
    zone: ["underlay_network", "trusted"],
    client: ["192.168.1.100", "fd00::12"],
    domain: ["weather.example", "metrics.example"],
  },
};
const odd: Choice = {
  name: "odd",
  selection: { zone: ["gäste-wlan"], client: ["192.168.20.50"], domain: ["bücher.example"] },
};

const written = (...parameters: Parameters<typeof writtenLab>) => {
  const lab = writtenLab(...parameters);
  const zones = lab.zones.map((zone) => ({ ...zone, ...whereabouts[zone.name] }));
  return { ...lab, zones, dashboards: { ...lab.dashboards, top } };
};

const scenarios: readonly {
  readonly name: string;
  readonly lab: ReturnType<typeof writtenLab>;
  readonly options?: HistoryOptions;
  readonly choices: readonly Choice[];
}[] = [
  { name: "healthy", lab: written(), choices: [everything, zone, one, two] },
  { name: "siblings", lab: written(), options: { scrape: { instances: "siblings" } }, choices: [everything] },
  {
    name: "copies",
    lab: written(simulatedLab, { traefik: "copies", adguard: "copies", zone: "copies", domain: "copies" }),
    options: { scrape: { instances: "copies" } },
    choices: [everything],
  },
  { name: "optional labels", lab: written(), options: { scrape: { optional: "filled" } }, choices: [everything] },
  { name: "odd names", lab: written(oddLab), choices: [everything, odd] },
];

const rows: { scenario: string; dashboard: string; judgements: readonly Judgement[] }[] = [];

afterAll(() => {
  console.log(coverageTable(rows));
});

describe.each(scenarios)("$name", ({ name, lab, options, choices }) => {
  it(`every figure of every target is right with ${choices.map((choice) => choice.name).join(", ")}`, async () => {
    await using laboratory = await openLaboratory(lab, options);
    const { history, range } = laboratory;
    for (const choice of choices) {
      const answered = await laboratory.look("homelab-dns", choice.selection);
      // The graph is proven as a whole, beside this file.
      const questions = answered.questions.filter(({ id }) => !id.includes("/client-domain-graph/"));
      const judgements = judge(questions, oracles, {
        simulation: history.simulation,
        series: history.series,
        chosen: chosenBy(history.simulation, choice.selection ?? {}),
        range: { from: range.from / 1000, to: range.to / 1000 },
        moments: (at) => at % 600 === 0,
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
