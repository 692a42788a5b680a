import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultLab } from "../../src/lab/index.js";
import { datasourceFile } from "../../src/provisioning/datasource.js";
import { mutualTls, type MutualTls } from "../prometheus/mutual-tls.js";
import { differences, figuresOf } from "../simulation/figures.js";
import { serveHistory, type ServedHistory } from "../simulation/history.js";
import { oddLab, oddServiceNames, twoLineServiceName, withService } from "../simulation/lab.js";
import { rate, pick, requestLabels } from "../simulation/expected-values.js";
import { simulationStart } from "../simulation/network.js";
import { prepareDashboard, runDashboard, type AnsweredDashboard, type View } from "./run.js";
import { readDatasource, type Datasource } from "./datasource.js";
import { all, type Selection } from "./variables.js";

const prometheus = { type: "prometheus", uid: "${datasource}" };
const rates =
  "sum by (service) (rate(traefik_requests_total{service=~`${service:regex}`, client_zone=~`${zone:regex}`}[$__rate_interval]))";

const dashboard = {
  uid: "homelab-test",
  title: "Test",
  templating: {
    list: [
      {
        name: "backend",
        type: "query",
        query: { query: "label_values(traefik_requests_total{service=~`${service:regex}`}, backend)", refId: "v" },
        multi: true,
        includeAll: true,
        current: { value: [all], text: ["All"] },
      },
      {
        name: "service",
        type: "query",
        query: "label_values(traefik_requests_total, service)",
        multi: true,
        includeAll: true,
        allValue: ".*",
        sort: 1,
        current: { value: [all], text: ["All"] },
      },
      {
        name: "zone",
        type: "query",
        query: "query_result(group by (client_zone) (traefik_requests_total))",
        regex: '/client_zone="(.*)"/',
        includeAll: true,
        allValue: ".*",
        current: { value: all, text: "All" },
      },
      { name: "datasource", type: "datasource", query: "prometheus" },
    ],
  },
  annotations: {
    list: [
      { name: "Annotations & Alerts", builtIn: 1, datasource: { type: "grafana", uid: "-- Grafana --" } },
      {
        name: "Alerts",
        datasource: prometheus,
        expr: 'ALERTS{alertstate="firing"}',
        step: "60s",
        titleFormat: "{{alertname}}",
        tagKeys: "severity",
      },
      {
        name: "Reload",
        datasource: prometheus,
        target: { expr: "1000 * max(traefik_config_last_reload_success)", refId: "Anno" },
        useValueForTime: true,
        titleFormat: "Reload",
      },
    ],
  },
  panels: [
    {
      id: 1,
      type: "stat",
      title: "Rate",
      datasource: prometheus,
      targets: [
        { refId: "A", expr: rates, instant: true, range: false },
        { refId: "B", expr: "vector(1)", hide: true },
      ],
    },
    {
      id: 2,
      type: "row",
      title: "Row",
      panels: [
        {
          id: 3,
          type: "timeseries",
          datasource: prometheus,
          targets: [{ refId: "A", expr: rates, range: true, instant: false }],
        },
      ],
    },
  ],
};

describe("a dashboard on a simulated lab with odd names", () => {
  let history: ServedHistory;
  let tls: MutualTls;
  let datasource: Datasource;
  let view: Omit<View, "selection">;
  beforeAll(async () => {
    const simulation = {
      lab: withService(oddLab, twoLineServiceName),
      end: simulationStart + 3600,
      requestsPerSecond: 2,
      queriesPerSecond: 0.2,
    };
    tls = await mutualTls(defaultLab.certificates, defaultLab.datasource.server_name);
    history = await serveHistory({ simulation, scrape: { days: 0 }, server: tls.server });
    datasource = readDatasource(datasourceFile(defaultLab), {
      readFile: tls.readFile,
      hosts: { "prometheus:9090": `127.0.0.1:${history.prometheus.port}` },
    });
    const to = history.simulation.end * 1000;
    view = { datasource, range: { from: to - 1_800_000, to } };
  });
  afterAll(async () => {
    await history?.stop();
    await tls?.remove();
  });

  const run = (selection: Selection = {}) => runDashboard(dashboard, { ...view, selection });
  const answerOf = (answered: AnsweredDashboard, id: string) => {
    const found = answered.queries.find((question) => question.id === id);
    if (found === undefined) throw new Error(`No question ${id}.`);
    return found;
  };
  const expected = (services: readonly string[] | undefined, zone?: string) =>
    rate({
      events: history.simulation.requests,
      by: pick(requestLabels, "service"),
      // `.*` doesn't match a line break.
      where: (request) =>
        (services?.includes(request.service) ?? request.service !== twoLineServiceName) &&
        (zone ?? request.zone) === request.zone,
      at: history.simulation.end,
      window: 120,
    });

  it("sends the query of each target, variable and annotation once", async () => {
    const answered = await run();
    expect(answered.queries.map(({ id }) => id)).toEqual([
      "homelab-test/1/A",
      "homelab-test/3/A",
      "homelab-test/annotation/Alerts",
      "homelab-test/annotation/Reload",
    ]);
    expect(answered.variables.map(({ name }) => name).toSorted()).toEqual(["backend", "datasource", "service", "zone"]);
    expect(answerOf(answered, "homelab-test/1/A").expression).toBe(
      "sum by (service) (rate(traefik_requests_total{service=~`.*`, client_zone=~`.*`}[2m]))",
    );
    const zones = answered.variables.find(({ name }) => name === "zone")?.options.map(({ value }) => value);
    expect(zones?.toSorted()).toEqual(["external", "gäste-wlan", "trusted", "underlay_network", "unknown"]);
  });

  it.each<[string, Selection, readonly string[] | undefined, string?]>([
    ["All", {}, undefined],
    ["one", { service: ["memos@docker"] }, ["memos@docker"]],
    ["two", { service: ["memos@docker", "photos@file"] }, ["memos@docker", "photos@file"]],
    ["one of a zone", { service: ["memos@docker"], zone: "gäste-wlan" }, ["memos@docker"], "gäste-wlan"],
    ...oddServiceNames.map((name): [string, Selection, string[]] => [name, { service: [name] }, [name]]),
    ["all odd ones", { service: oddServiceNames }, oddServiceNames],
  ])("answers with %s", async (_, selection, services, zone) => {
    const answered = await run(selection);
    expect(differences(figuresOf(answerOf(answered, "homelab-test/1/A").answer), expected(services, zone))).toEqual([]);
    // The stat shows the last point of the series.
    expect(differences(figuresOf(answerOf(answered, "homelab-test/3/A").answer), expected(services, zone))).toEqual([]);
  });

  it("rejects a chained query of two lines, as Grafana does", async () => {
    await expect(run({ service: [twoLineServiceName] })).rejects.toThrow("is no variable query");
  });

  it("resolves a variable after the one that it refers to", async () => {
    const { variables } = await prepareDashboard(dashboard, { ...view, selection: { service: ["photos@file"] } });
    const backend = variables.find(({ name }) => name === "backend");
    expect(backend?.query).toBe("label_values(traefik_requests_total{service=~`photos@file`}, backend)");
    expect(backend?.options.map(({ value }) => value)).toEqual(["photos-a@docker", "photos-b@docker"]);
    expect(backend?.value.value).toEqual(["photos-a@docker", "photos-b@docker"]);
  });

  it("draws annotations at events", async () => {
    const answered = await run();
    const { alerts, reloads } = history.simulation;
    const firing = answerOf(answered, "homelab-test/annotation/Alerts").events;
    const critical = alerts[0];
    if (critical === undefined) throw new Error("No alert.");
    const event = firing.find(({ title }) => title === critical.alertname);
    expect(event?.tags).toEqual(["critical"]);
    expect(Math.abs((event?.timeEnd ?? 0) / 1000 - critical.to)).toBeLessThanOrEqual(360);
    const times = answerOf(answered, "homelab-test/annotation/Reload").events.map(({ time }) => time / 1000);
    expect(times).toEqual(
      expect.arrayContaining(
        reloads
          .filter((r) => r.successful)
          .map((r) => r.time)
          .slice(-2),
      ),
    );
  });

  it("rejects another datasource, an unknown variable, an invalid selection and an invalid query", async () => {
    const panel = (change: object) => ({
      ...dashboard,
      panels: [{ id: 1, type: "stat", datasource: prometheus, targets: [{ refId: "A", expr: "up" }], ...change }],
    });
    await expect(prepareDashboard(panel({ datasource: { uid: "other" } }), view)).rejects.toThrow(
      "asks the datasource other",
    );
    await expect(prepareDashboard(panel({ targets: [{ refId: "A", expr: "up{a=~`$none`}" }] }), view)).rejects.toThrow(
      "refers to none",
    );
    await expect(run({ nobody: "x" })).rejects.toThrow("no variable nobody");
    await expect(run({ zone: ["trusted", "external"] })).rejects.toThrow("takes one value");
    await expect(runDashboard(panel({ targets: [{ refId: "A", expr: "rate(up)" }] }), view)).rejects.toThrow(
      "homelab-test/1/A: ",
    );
  });
});
