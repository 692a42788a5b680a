import type { DataFrame } from "@grafana/data";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { objectAt, objectsAt } from "../../src/grafana/json.js";
import type { JsonObject } from "../../src/grafana/index.js";
import { domainAndDns } from "../../src/dashboards/index.js";
import { framesOf, rowsOf, transform, type Series } from "../grafana/engine.js";
import type { AnsweredDashboard, AnsweredQuestion } from "../grafana-client/run.js";
import { canonical } from "../simulation/figures.js";
import { knownDomains, storyStart } from "../simulation/network.js";
import { writtenLab } from "./lab.js";
import { judge } from "./judge.js";
import { openLaboratory, type Laboratory } from "./laboratory.js";
import { chosenBy, type Moment } from "./moment.js";
import { dns } from "./oracles/dns.js";
import { domainsOracles, whereabouts } from "./oracles/domains.js";

/*
 * What people read in the tables and the matrix of Domain and DNS: the answers of a real Prometheus, put through Grafana's
 * own transformations, cell by cell against figures computed from the simulated events.
 */

const top = 5;
const oracles = { ...dns, ...domainsOracles(top) };
const lab = (() => {
  const written = writtenLab();
  const zones = written.zones.map((zone) => ({ ...zone, ...whereabouts[zone.name] }));
  return { ...written, zones, dashboards: { ...written.dashboards, top } };
})();
const { json: dashboardJson, keys } = domainAndDns(lab).finalize();

/** What stands above the columns: of the labels, and of the figures in the order of the targets. */
const tables: Readonly<
  Record<string, { readonly labels: Readonly<Record<string, string>>; readonly columns: readonly string[] }>
> = {
  "domain-table": {
    labels: { domain: "Domain" },
    columns: ["Queries", "Clients", "Blocked", "Category", "Threat"],
  },
  "domain-clients": {
    labels: { domain: "Domain", client_ip: "Client", zone: "Zone" },
    columns: ["Queries", "Of the domain"],
  },
  "blocked-domains": {
    labels: { domain: "Domain", reason: "Blocked by", threat_type: "Kind" },
    columns: ["Blocked", "Clients", "Confidence"],
  },
  "blocked-clients": {
    labels: { client_ip: "Client", client_zone: "Zone" },
    columns: ["Blocked", "Of its queries (all domains)"],
  },
  "threat-table": {
    labels: { domain: "Domain", threat_category: "Kind of threat" },
    columns: ["Confidence", "Queries"],
  },
  "suspicious-table": {
    labels: { client_ip: "Client", domain: "Domain", pattern_type: "Pattern", severity: "Severity" },
    columns: ["Score"],
  },
  "behaviour-table": {
    labels: { client_ip: "Client", behavior_type: "Behaviour" },
    columns: ["DNS score", "Anomaly (all zones)"],
  },
  "address-table": {
    labels: { domain: "Domain", resolved_ip: "Address", resolution_source: "Answered by" },
    columns: ["Queries for the domain"],
  },
  "address-counts": { labels: { domain: "Domain" }, columns: ["Now", "In this range"] },
  "changed-addresses": {
    labels: { domain: "Domain", resolved_ip: "New address" },
    columns: ["In use", "Queries for the domain"],
  },
  "frequency-table": {
    labels: { client_ip: "Client", domain: "Domain" },
    columns: ["Last hour", "Usual hour", "Against"],
  },
  "resolver-table": {
    labels: { upstream: "Resolver" },
    columns: ["Queries (all zones)", "Failures (all zones)", "Mean time"],
  },
};

function panelsOf(json: JsonObject): readonly JsonObject[] {
  return objectsAt(json, "panels").flatMap((panel) => [panel, ...("panels" in panel ? panelsOf(panel) : [])]);
}

function panelOf(key: string): JsonObject {
  const panel = panelsOf(dashboardJson).find(({ id }) => id === keys[key]);
  if (panel === undefined) throw new Error(`There is no panel ${key}.`);
  return panel;
}

const questionsOf = (answered: AnsweredDashboard, key: string) =>
  answered.questions.filter(({ id }) => id.startsWith(`homelab-dns/${key}/`));

const seriesOf = ({ answer }: AnsweredQuestion): readonly Series[] =>
  answer.series.map(({ labels, points }) => ({ labels, value: points.at(-1)?.[1] ?? NaN }));

const framesOfAll = (questions: readonly AnsweredQuestion[], lost: (index: number) => boolean = () => false) =>
  questions.flatMap((question, index) =>
    framesOf(String.fromCharCode(65 + index), lost(index) ? [] : seriesOf(question), 1_700_000_000_000 + index),
  );

const cellsOf = (frames: readonly DataFrame[]) =>
  frames
    .flatMap(rowsOf)
    .map((row) => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== undefined && cell !== null)));

const sorted = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  rows
    .map((row) => Object.fromEntries(Object.entries(row).toSorted(([a], [b]) => a.localeCompare(b))))
    .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));

/** Figures that were computed twice differ in the last digits. */
const rounded = (cell: unknown) => (typeof cell === "number" ? Number(cell.toPrecision(9)) : cell);
const roundedRows = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  sorted(
    rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, rounded(cell)] as const))),
  );

const labelsIn = (key: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...key.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g)].map(([, name = "", value = ""]) => [
      name,
      String(JSON.parse(value)),
    ]),
  );

describe("with everything", () => {
  let laboratory: Laboratory;
  let answered: AnsweredDashboard;
  let moment: Moment;
  beforeAll(async () => {
    laboratory = await openLaboratory(lab);
    answered = await laboratory.look("homelab-dns");
    const { history, range } = laboratory;
    moment = {
      simulation: history.simulation,
      series: history.series,
      at: range.to / 1000,
      window: answered.questions.find(({ id }) => id.includes("resolver-table"))?.intervals.rate ?? NaN,
      step: NaN,
      range: (range.to - range.from) / 1000,
      chosen: chosenBy(history.simulation, {}),
    };
    moment = { ...moment, window: moment.window / 1000 };
  });
  afterAll(async () => laboratory?.[Symbol.asyncDispose]());

  const figuresOf = (key: string, index: number): ReadonlyMap<string, number> => {
    const expected = oracles[`${key}/${String.fromCharCode(65 + index)}`]?.(moment);
    if (expected === undefined || !("figures" in expected)) throw new Error(`Nobody says what ${key} must show.`);
    return expected.figures;
  };

  /** The rows that the events give, without the columns that are lost. */
  const expectedRows = (key: string, lost: (index: number) => boolean = () => false) => {
    const { labels: titles = {}, columns = [] } = tables[key] ?? {};
    const rows = new Map<string, Record<string, unknown>>();
    columns.forEach((title, index) => {
      if (lost(index)) return;
      for (const [row, figure] of figuresOf(key, index)) {
        const named = Object.entries(labelsIn(row)).map(([label, value]) => [titles[label] ?? label, value]);
        rows.set(row, { ...Object.fromEntries(named), ...rows.get(row), [title]: figure });
      }
    });
    return [...rows.values()];
  };

  it("knows every table and the matrix", () => {
    const shown = panelsOf(dashboardJson).filter(({ type }) => type === "table");
    const known = [...Object.keys(tables), "domain-zones"].map((key) => keys[key]);
    expect(shown.map(({ id }) => id).toSorted()).toEqual(known.toSorted());
  });

  it.each(Object.keys(tables))("%s shows these cells, and the others when a query finds nothing", async (key) => {
    const panel = panelOf(key);
    const questions = questionsOf(answered, key);
    const columns = tables[key]?.columns ?? [];
    expect(questions).toHaveLength(columns.length);
    const whole = cellsOf(await transform(panel, framesOfAll(questions)));
    expect(whole.length).toBeGreaterThan(0);
    expect(roundedRows(whole)).toEqual(roundedRows(expectedRows(key)));
    for (const [missing, title] of columns.entries()) {
      const lost = (index: number) => index === missing;
      const rows = cellsOf(await transform(panel, framesOfAll(questions, lost)));
      expect(roundedRows(rows), `without ${title}`).toEqual(roundedRows(expectedRows(key, lost)));
    }
    expect(
      cellsOf(
        await transform(
          panel,
          framesOfAll(questions, () => true),
        ),
      ),
    ).toEqual([]);
  });

  describe("the matrix of domains and zones", () => {
    const corner = "Domain ↓ asked from →";
    const matrixOf = async (...more: readonly Series[]) => {
      const [question] = questionsOf(answered, "domain-zones");
      const own = question === undefined ? [] : seriesOf(question);
      const frames = await transform(panelOf("domain-zones"), framesOf("A", [...own, ...more]));
      return frames.flatMap(rowsOf);
    };

    it("has a row for each of the most accessed domains and a column for each zone, with these cells", async () => {
      const figures = figuresOf("domain-zones", 0);
      const pairs = [...figures.keys()].map(labelsIn);
      const domains = [...new Set(pairs.map(({ domain = "" }) => domain))].toSorted();
      const zones = [...new Set(pairs.map(({ client_zone = "" }) => client_zone))].toSorted();
      expect([domains.length, zones.length]).toEqual([top, 2]);
      const expected = domains.map((domain) =>
        Object.fromEntries([
          [corner, domain],
          ...zones.map((client_zone) => [client_zone, figures.get(canonical({ domain, client_zone })) ?? null]),
        ]),
      );
      expect(roundedRows(await matrixOf())).toEqual(roundedRows(expected));
    });

    it("takes in a domain and a zone that nobody configured, and is empty without an answer", async () => {
      const before = await matrixOf();
      const after = await matrixOf({
        labels: { domain: "neu.example", client_zone: "neue zone", column: "figure" },
        value: 7,
      });
      expect(after).toHaveLength(before.length + 1);
      expect(after).toContainEqual(expect.objectContaining({ [corner]: "neu.example", "neue zone": 7 }));
      for (const row of before) expect(after).toContainEqual({ ...row, "neue zone": null });
      expect((await transform(panelOf("domain-zones"), framesOf("A", []))).flatMap(rowsOf)).toEqual([]);
    });
  });

  it("puts each zone of the lab on the map, with what it asked", async () => {
    const names = ["Latitude", "Longitude", "Queries", "Domains", "Blocked"];
    const questions = questionsOf(answered, "domain-map");
    const placed = Object.keys(whereabouts).map((zone) =>
      Object.fromEntries([
        ["client_zone", zone],
        ...names.map((name, index) => [name, figuresOf("domain-map", index).get(canonical({ client_zone: zone }))]),
      ]),
    );
    const shown = cellsOf(await transform(panelOf("domain-map"), framesOfAll(questions)));
    expect(roundedRows(shown)).toEqual(roundedRows(placed));
    expect(shown.find(({ client_zone }) => client_zone === "external")?.["Queries"]).toBe(0);
    expect(shown.find(({ client_zone }) => client_zone === "trusted")?.["Queries"]).toBeGreaterThan(100);
  });

  it("calls ranks by their words", () => {
    const words = (title: string) => {
      const override = objectsAt(objectAt(panelOf("domain-table"), "fieldConfig"), "overrides").find(
        ({ matcher }) => JSON.stringify(matcher) === JSON.stringify({ id: "byName", options: title }),
      );
      const mappings = override && objectsAt(override, "properties").find(({ id }) => id === "mappings");
      const [mapping] = mappings === undefined ? [] : objectsAt(mappings, "value");
      const options = mapping === undefined ? {} : objectAt(mapping, "options");
      return (rank: unknown) => objectAt(options, String(rank))["text"];
    };
    const cells = new Map(expectedRows("domain-table").map((row) => [row["Domain"], row]));
    const ads = knownDomains.find(({ domain }) => domain === "ads.example");
    expect(ads?.blocked?.threat).toBe("advertising");
    expect(words("Category")(cells.get("ads.example")?.["Category"])).toBe("advertising");
    expect(words("Threat")(cells.get("ads.example")?.["Threat"])).toContain(ads?.threatLevel);
    expect(words("Category")(7)).toBe("malware");
    expect(words("Threat")(4)).toContain("high");
  });

  it("offers clients of the chosen zones, and domains that the chosen clients asked for, but nothing folded", async () => {
    const { queries } = moment.simulation;
    const offered = async (selection?: Readonly<Record<string, readonly string[]>>) => {
      const { variables } = await laboratory.look("homelab-dns", selection);
      return new Map(variables.map(({ name, options }) => [name, new Set(options.map(({ value }) => value))]));
    };
    const all = new Set(queries.map(({ domain }) => domain).filter((domain) => domain !== "other"));
    expect((await offered()).get("domain")).toEqual(all);
    const narrowed = await offered({ zone: ["trusted"], client: ["172.18.0.5"] });
    const own = queries.filter(({ zone, client }) => zone === "trusted" && client === "172.18.0.5");
    expect(narrowed.get("domain")).toEqual(
      new Set(own.map(({ domain }) => domain).filter((domain) => domain !== "other")),
    );
    expect(narrowed.get("client")?.has("172.18.0.5")).toBe(true);
    expect(narrowed.get("client")?.has("192.168.1.100")).toBe(false);
  });
});

describe("without AdGuard Home's own metrics", () => {
  it("panels of the other families go on, and no variable is empty", { timeout: 120_000 }, async () => {
    const short = { end: storyStart + 4500, requestsPerSecond: 1, queriesPerSecond: 2 };
    await using laboratory = await openLaboratory(lab, {
      simulation: short,
      scrape: { days: 0, without: ["adguard"] },
    });
    const { history, range } = laboratory;
    const answered = await laboratory.look("homelab-dns");
    for (const { name, options } of answered.variables) expect(options, name).not.toEqual([]);
    const [own, others] = [true, false].map((reads) =>
      answered.questions.filter(
        ({ kind, expression }) => kind === "target" && expression.includes("adguard_") === reads,
      ),
    );
    const silent = own?.filter(({ id }) => !id.endsWith("categories/A")) ?? [];
    expect(silent.filter(({ answer }) => answer.series.length > 0).map(({ id }) => id)).toEqual([]);
    const categories = own?.find(({ id }) => id.endsWith("categories/A"));
    expect(categories?.answer.series.map(({ labels }) => labels["category"]).toSorted()).toEqual([
      "(folded domains)",
      "(no category)",
    ]);
    const judgements = judge(others ?? [], oracles, {
      simulation: history.simulation,
      series: history.series,
      chosen: chosenBy(history.simulation, {}),
      range: { from: range.from / 1000, to: range.to / 1000 },
      moments: (at) => at % 600 === 0,
    });
    expect(judgements.flatMap(({ id, objections }) => objections.map((objection) => `${id} ${objection}`))).toEqual([]);
    expect(judgements.filter(({ withData }) => withData > 0).length).toBeGreaterThan(10);
  });
});
