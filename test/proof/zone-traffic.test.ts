import { afterAll, describe, expect, it } from "vitest";
import { zoneTraffic } from "../../src/dashboards/index.js";
import type { AnsweredDashboard, AnsweredQuestion } from "../grafana-client/run.js";
import { storyStart, type Simulation } from "../simulation/network.js";
import type { HistoryOptions } from "../simulation/history.js";
import { oddLab, oddServiceNames, simulatedLab } from "../simulation/lab.js";
import {
  matrixObjections,
  panelWithId,
  rowsShown,
  tableObjections,
  type MatrixShape,
  type TableShape,
} from "./cells.js";
import { coverageTable, judge, type Judgement } from "./judge.js";
import { writtenLab } from "./lab.js";
import { openLaboratory, type Laboratory } from "./laboratory.js";
import { chosenBy, type Moment, type Oracles } from "./moment.js";
import { clients } from "./oracles/clients.js";
import { dns } from "./oracles/dns.js";
import { security } from "./oracles/security.js";
import { sourceAnnotations } from "./oracles/sources.js";
import { zones } from "./oracles/zones.js";

/*
 * Every target and annotation of Zone Traffic, asked of a real Prometheus through the emitted datasource, and compared
 * with figures computed from the simulated events; and the cells that Grafana's own transformations make of the answers.
 * Lists are short, so that each is cut.
 */

const top = 2;
const oracles: Oracles = { ...dns, ...sourceAnnotations, ...zones, ...security, ...clients(top) };

type Choice = {
  readonly name: string;
  readonly selection: Readonly<Partial<Record<"zone" | "client" | "service", readonly string[]>>> | undefined;
};

const everything: Choice = { name: "All", selection: undefined };
const one: Choice = {
  name: "one",
  selection: { zone: ["trusted"], client: ["172.18.0.5"], service: ["memos@docker"] },
};
const two: Choice = {
  name: "two",
  selection: {
    zone: ["underlay_network", "external"],
    client: ["192.168.1.150", "192.168.1.101", "other@external"],
    service: ["photos@file", "memos@docker"],
  },
};
/** Nobody asks for it by now. */
const idle: Choice = { name: "idle service", selection: { service: ["upsnap@docker"] } };
const odd: Choice = {
  name: "odd",
  selection: { zone: ["gäste-wlan", "unknown"], client: ["192.168.20.50", "2001:db8::7"], service: oddServiceNames },
};

const written = (...parameters: Parameters<typeof writtenLab>) => {
  const lab = writtenLab(...parameters);
  return { ...lab, dashboards: { ...lab.dashboards, top } };
};

/** Events enough that every series moves; nothing here looks back for days. */
const light: HistoryOptions = { simulation: { requestsPerSecond: 1.5, queriesPerSecond: 1.5 }, scrape: { days: 0 } };
const lightly = ({ scrape, ...more }: HistoryOptions): HistoryOptions => ({
  ...light,
  ...more,
  scrape: { ...light.scrape, ...scrape },
});

/** In the middle of the last hour this address moves to another zone. */
const moved = (simulation: Simulation): Simulation => {
  const rehouse = <E extends { readonly time: number; readonly client: string; readonly zone: string }>(event: E): E =>
    event.client === "192.168.1.150" && event.time > simulation.end - 1800 ? { ...event, zone: "trusted" } : event;
  return { ...simulation, requests: simulation.requests.map(rehouse), queries: simulation.queries.map(rehouse) };
};

const scenarios: readonly {
  readonly name: string;
  readonly lab: ReturnType<typeof writtenLab>;
  readonly options?: HistoryOptions;
  readonly choices: readonly Choice[];
}[] = [
  { name: "healthy", lab: written(), choices: [everything, one, two] },
  {
    name: "siblings and an address that moved",
    lab: written(),
    options: { scrape: { instances: "siblings" }, change: moved },
    choices: [everything, one],
  },
  {
    name: "copies",
    lab: written(simulatedLab, { traefik: "copies", adguard: "copies", zone: "copies", domain: "copies" }),
    options: { scrape: { instances: "copies" } },
    choices: [everything],
  },
  { name: "optional labels", lab: written(), options: { scrape: { optional: "filled" } }, choices: [everything] },
  { name: "odd names", lab: written(oddLab), choices: [everything, odd] },
];

const matrices: Readonly<Record<string, MatrixShape>> = Object.fromEntries(
  ["traffic-matrix", "connection-matrix", "latency-matrix"].map((key) => [
    key,
    { row: "source_zone", column: "destination_zone", corner: "From ↓ to →" },
  ]),
);

const tables: Readonly<Record<string, TableShape>> = {
  "zone-table": {
    labels: { zone: "Zone" },
    columns: [
      "In",
      "Out",
      "Capacity in",
      "Capacity out",
      "Connections",
      "Refused",
      "Unanswered",
      "Known clients",
      "Active clients",
      "Folded",
    ],
  },
  "client-table": {
    labels: { zone: "Zone", client_ip: "Client" },
    columns: [
      "Device",
      "Services",
      "Requests",
      "Queries",
      "In",
      "Out",
      "Blocked",
      "Domains",
      "+ folded domains",
      "Behaviour",
    ],
  },
  "top-client-table": { labels: { zone: "Zone", client_ip: "Client" }, columns: ["Bytes", "Share of its zone"] },
  "top-service-table": { labels: { zone: "Zone", service: "Service" }, columns: ["Bytes (all clients)", "Requests"] },
  "service-use": {
    labels: { zone: "Zone", client_ip: "Client", service: "Service" },
    columns: ["Requests in this range", "In flight", "Backends"],
  },
  "suspicious-patterns": {
    labels: { zone: "Zone", client_ip: "Client", domain: "Domain", pattern_type: "Pattern", severity: "Severity" },
    columns: ["Score"],
  },
  anomalies: {
    labels: { source: "From", destination: "To", anomaly_type: "Kind", severity: "Severity" },
    columns: ["Lasted", "Last seen"],
  },
  "blocked-table": {
    labels: { client_zone: "Zone", reason: "Reason", threat_type: "Threat" },
    columns: ["In this range", "Now"],
  },
  behaviour: {
    labels: { zone: "Zone", client_ip: "Client", behavior_type: "Aspect" },
    columns: ["Unusual", "DNS behaviour"],
  },
};

const rows: { scenario: string; dashboard: string; judgements: readonly Judgement[] }[] = [];

afterAll(() => {
  console.log(coverageTable(rows));
});

const keyOf = ({ id }: AnsweredQuestion): string => id.split("/").slice(1).join("/");

function evidenceOf({ history, range }: Laboratory, choice: Choice) {
  return {
    simulation: history.simulation,
    series: history.series,
    chosen: chosenBy(history.simulation, choice.selection ?? {}),
    range: { from: range.from / 1000, to: range.to / 1000 },
    moments: (at: number) => at % 600 === 0,
  };
}

/** What is wrong with the cells of all tables and matrices. */
async function cellObjections(
  lab: ReturnType<typeof writtenLab>,
  laboratory: Laboratory,
  answered: AnsweredDashboard,
  choice: Choice,
  expected: Oracles,
): Promise<readonly string[]> {
  const { json, keys } = zoneTraffic(lab).finalize();
  const { range, ...evidence } = evidenceOf(laboratory, choice);
  const objections: string[] = [];
  for (const key of [...Object.keys(matrices), ...Object.keys(tables)]) {
    const questions = answered.questions.filter((question) => keyOf(question).startsWith(`${key}/`));
    const panel = panelWithId(json, keys[key] ?? NaN);
    const shown = await rowsShown(panel, questions);
    const figures = questions.map((question) => {
      const { intervals } = question;
      const moment: Moment = {
        ...evidence,
        at: range.to,
        window: intervals.rate / 1000,
        step: intervals.step / 1000,
        range: range.to - range.from,
      };
      const due = expected[keyOf(question)]?.(moment);
      return due !== undefined && "figures" in due ? due.figures : new Map<string, number>();
    });
    const [matrix, table] = [matrices[key], tables[key]];
    const found =
      matrix !== undefined
        ? matrixObjections(matrix, shown, figures[0] ?? new Map())
        : table !== undefined
          ? tableObjections(table, shown, figures)
          : [];
    objections.push(...found.map((objection) => `${key}: ${objection}`));
  }
  return objections;
}

describe.each(scenarios)("$name", ({ name, lab, options, choices }) => {
  it(`every figure and every cell is right with ${choices.map((choice) => choice.name).join(", ")}`, async () => {
    await using laboratory = await openLaboratory(lab, lightly(options ?? {}));
    for (const choice of choices) {
      const answered = await laboratory.look("homelab-zones", choice.selection);
      const judgements = judge(answered.questions, oracles, evidenceOf(laboratory, choice));
      rows.push({ scenario: `${name}, ${choice.name}`, dashboard: answered.title, judgements });
      expect(judgements.flatMap(({ id, objections }) => objections.map((objection) => `${id} ${objection}`))).toEqual(
        [],
      );
      expect(await cellObjections(lab, laboratory, answered, choice, oracles)).toEqual([]);
      if (choice === everything)
        expect(judgements.filter(({ withData }) => withData === 0).map(({ id }) => id)).toEqual([]);
    }
  });
});

describe.each([
  { family: "traefik", reads: /\b(traefik_|client_traffic_)/, without: { requests: [] } },
  { family: "adguard", reads: /\badguard_/, without: { queries: [] } },
] as const)("without $family", ({ family, reads, without }) => {
  it("everything else is right", async () => {
    const lab = written();
    await using laboratory = await openLaboratory(lab, lightly({ scrape: { without: [family] } }));
    const poorer = { ...laboratory.history.simulation, ...without };
    for (const choice of [everything, idle]) {
      const answered = await laboratory.look("homelab-zones", choice.selection);
      // What reads the family knows nothing of its events; what doesn't, knows all.
      const left: Oracles = Object.fromEntries(
        answered.questions.map((question) => {
          const oracle = oracles[keyOf(question)];
          if (oracle === undefined) throw new Error(`Nobody says what ${question.id} must answer.`);
          return [
            keyOf(question),
            (moment: Moment) => oracle(reads.test(question.written) ? { ...moment, simulation: poorer } : moment),
          ];
        }),
      );
      const judgements = judge(answered.questions, left, evidenceOf(laboratory, choice));
      rows.push({ scenario: `without ${family}, ${choice.name}`, dashboard: answered.title, judgements });
      expect(judgements.flatMap(({ id, objections }) => objections.map((objection) => `${id} ${objection}`))).toEqual(
        [],
      );
      expect(await cellObjections(lab, laboratory, answered, choice, left)).toEqual([]);
      for (const { name, options } of answered.variables) expect(options, name).not.toEqual([]);
    }
  });
});

it("offers the clients of the chosen zones", async () => {
  await using laboratory = await openLaboratory(written(oddLab), { ...light, simulation: { end: storyStart + 900 } });
  const offered = async (...zone: readonly string[]) => {
    const { variables } = await laboratory.look("homelab-zones", zone.length === 0 ? {} : { zone });
    const options = variables.find(({ name }) => name === "client")?.options ?? [];
    return new Set(options.map(({ value }) => value));
  };
  const { requests, queries } = laboratory.history.simulation;
  const clientsOf = (...zone: readonly string[]) =>
    new Set([...requests, ...queries].filter((event) => zone.includes(event.zone)).map(({ client }) => client));
  expect(await offered()).toEqual(new Set([...requests, ...queries].map(({ client }) => client)));
  for (const zone of [["gäste-wlan"], ["trusted", "unknown"], ["external"]]) {
    expect(await offered(...zone)).toEqual(clientsOf(...zone));
  }
});

it("shows empty tables and matrices where nothing answers", async () => {
  const { json, keys } = zoneTraffic(written()).finalize();
  for (const key of [...Object.keys(matrices), ...Object.keys(tables)]) {
    expect(await rowsShown(panelWithId(json, keys[key] ?? NaN), []), key).toEqual([]);
  }
});
