/** The proof from end to end: logs → exporter → Prometheus → dashboards. */
import "../../../test/proof/declared-labels.js";
import { spawnSync } from "node:child_process";
import { metrics } from "homelab-dashboards/metrics";
import { beforeAll, describe, expect, it } from "vitest";
import { isSpecified } from "../../../test/metrics/beyond-specification.js";
import { findPrometheus } from "../../../test/prometheus/binary.js";
import { displayErrors, panelsAnswered } from "../../../test/proof/panels.js";
import { declaredLabels } from "../../../test/proof/declared-labels.js";
import { isGraphed, stableId } from "../../../test/proof/prove.js";
import { violatedInvariants } from "../../../test/proof/invariants.js";
import { families } from "../../src/telemetry/families.js";
import { ensureBundled } from "../command.js";
import { type Sample, samplesOf } from "../aggregator/samples.js";
import { exporterJob } from "./home.js";
import { storedIncrease } from "./stored-increase.js";
import { queriesAfterClear, type Session, runSession, samplesWith, type Scrape, valueOf } from "./simulated-session.js";
import { isForeign, metricOf, served } from "./served-metrics.js";
import * as expected from "./timeline.js";

/** Values by label values, as Prometheus answered them. */
type Figures = ReadonlyMap<string, number>;

async function figures({ prometheus: { client }, before, after }: Session) {
  // No event is within two seconds of the start, or six of the end: a new series is 0 for two scrapes.
  const range = { start: before.at + 1, end: after.at + 5 };
  const window = range.end - range.start;
  const asked = async (expression: string): Promise<Figures> => {
    const { series } = await client.instant(expression, range.end);
    const values = series.map(
      ({ labels, points }) => [Object.values(labels).join(" "), points.at(-1)?.[1] ?? 0] as const,
    );
    // What the lab names is 0 without an event.
    return new Map(values.filter(([, value]) => value !== 0));
  };
  const increase = (metric: string, by: string) => asked(`sum by (${by}) (increase(${metric}[${window}s]))`);
  const grown = (selector: string, label: string) => storedIncrease(client, exporterJob, selector, label, range);
  return {
    // increase() adds up to 1.1 intervals at each end, which are a little longer than a second on a busy machine.
    extrapolated: 3 / window,
    increase: {
      requests: await increase("traefik_load_balancer_distribution", "job"),
      bytes: await increase("traefik_network_flow_bytes", "destination_service, direction"),
      queries: await increase("adguard_network_zone_traffic", "source_zone"),
    },
    values: {
      bytes: await asked("sum by (destination_service, direction) (traefik_network_flow_bytes)"),
      queries: await asked("sum by (source_zone) (adguard_network_zone_traffic)"),
    },
    grown: {
      requests: await grown("traefik_requests_total", "service"),
      queries: await grown("adguard_dns_queries_total", "blocked"),
      ofClients: await grown("adguard_client_requests_total", "job"),
      pairs: await grown("adguard_client_domain_frequency", "job"),
      blocked: await grown("adguard_blocked_domains_total", "job"),
      durations: await grown("adguard_dns_query_duration_seconds_count", "job"),
      accesses: await grown("domain_access_total", "access_type"),
      clientBytes: await grown("client_traffic_bytes_total", "direction"),
    },
    resets: await asked(`sum(resets({__name__=~"zone_traffic_bytes_total|zone_connections_total"}[10m]))`),
    sources: await asked(
      `count by (job) ({__name__=~"homelab_entity_info|service_dependency_graph|homelab_source_up|tls_certificate_not_after"})`,
    ),
    certificates: await asked(`max by (host) (tls_certificate_not_after{host="grafana.lab"})`),
  };
}

let session: Omit<Session, "prometheus" | "home"> & { readonly figures: Awaited<ReturnType<typeof figures>> };

beforeAll(async () => {
  await ensureBundled();
  session = await runSession(async (all) => {
    const { prometheus: _, home: __, ...rest } = all;
    return { ...rest, figures: await figures(all) };
  });
}, 300_000);

/** Queries without data in this test, by reason. A query with data must not be listed. */
const expectedEmpty: Readonly<Record<string, readonly string[]>> = {
  "needs ten minutes without requests of a server, and the session lasts two": [
    "homelab-services/failovers/A",
    "homelab-services/failovers-in-range/A",
    "homelab-services/failover-table/A",
    "homelab-services/failover-table/B",
    "homelab-services/annotation/Failovers",
  ],
  "compares with five minutes ago, and the session lasts two": ["homelab-services/annotation/Certificate renewals"],
};

const withoutRenewal: typeof expectedEmpty = {
  "shows a renewal at the whole minute after it, and a scrape failed then or a minute before": [
    "homelab-services/renewals/A",
  ],
};

describe("dashboards", () => {
  const questions = () => session.dashboards.flatMap((dashboard) => dashboard.queries);

  it("have data in every target and annotation with a metric of the exporter", () => {
    const due = questions().filter(({ written }) => !isForeign(written));
    const ids = new Set(due.map(stableId));
    const answered = new Set(due.filter(({ answer }) => answer.series.length > 0).map(stableId));
    expect(ids.size).toBeGreaterThan(230);
    const unanswered = [...ids].filter((id) => !answered.has(id));
    const empty = { ...expectedEmpty, ...(session.showsRenewal ? {} : withoutRenewal) };
    expect(unanswered.sort()).toEqual(Object.values(empty).flat().sort());
  });

  it("have no data only in the panels that need other sources", () => {
    const foreign = new Set(
      questions().flatMap((question) => (isForeign(question.written) ? [stableId(question)] : [])),
    );
    const panels = new Set([...foreign].map((id) => id.split("/").slice(0, 2).join("/")));
    expect([...panels].sort()).toMatchInlineSnapshot(`
      [
        "homelab-services/annotation",
        "homelab-services/cpu",
        "homelab-services/deviation",
        "homelab-services/disk-space",
        "homelab-services/disk-traffic",
        "homelab-services/file-systems",
        "homelab-services/memory",
        "homelab-services/memory-table",
        "homelab-services/network",
        "homelab-services/route-states",
        "homelab-services/servers-up-now",
        "homelab-services/state-change-table",
        "homelab-services/state-changes",
        "homelab-topology/annotation",
        "homelab-topology/zone-graph",
        "homelab-zones/anomalies",
        "homelab-zones/anomalies-now",
        "homelab-zones/bandwidth-now",
        "homelab-zones/capacity-in-use",
      ]
    `);
  });

  it("have options in every variable", () => {
    for (const { uid, variables } of session.dashboards)
      for (const { name, options } of variables)
        expect(
          options.map(({ value }) => value),
          `${uid} ${name}`,
        ).not.toEqual([]);
  });

  it("get answers that fit their types and legends", () => {
    const objections = questions().flatMap((question) =>
      violatedInvariants(question, isGraphed(question) ? undefined : declaredLabels(question.written)).map(
        (objection) => `${question.id}: ${objection}`,
      ),
    );
    expect(objections).toEqual([]);
  });

  it("can display their answers", async () => {
    const shown = await Promise.all(
      session.dashboards.flatMap((dashboard) => panelsAnswered(dashboard.queries)).map((panel) => displayErrors(panel)),
    );
    expect(shown.flat()).toEqual([]);
  });
});

/** Expects the same keys, and values within a relative tolerance. */
function expectWithin(share: number, actual: Figures, expected: Figures) {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [key, value] of expected) {
    const ratio = value === 0 ? 1 : (actual.get(key) ?? 0) / value;
    expect(Math.abs(ratio - 1), `${key}: ${String(actual.get(key))} for ${String(value)}`).toBeLessThan(share);
  }
}

const total = (sums: Figures) => [...sums.values()].reduce((sum, value) => sum + value, 0);

describe("figures", () => {
  it("increase() is the number of live events, but for what it extrapolates", () => {
    const { increase, extrapolated } = session.figures;
    expect(extrapolated).toBeLessThan(0.05);
    const { requests, queries } = session.live;
    expectWithin(extrapolated, increase.bytes, expected.bytesOfServices(requests));
    expectWithin(extrapolated, increase.queries, expected.queriesOfZones(queries));
    expectWithin(extrapolated, increase.requests, new Map([[exporterJob, expected.answeredRequests(requests)]]));
  });

  it("the stored increase of each series is exactly the number of live events", () => {
    const { grown } = session.figures;
    const { requests, queries } = session.live;
    const outcomes = expected.queriesByOutcome(queries);
    const all = new Map([[exporterJob, queries.length]]);
    expect(grown.requests).toEqual(expected.requestsOfServices(requests));
    expect(grown.queries).toEqual(outcomes);
    expect(grown.ofClients).toEqual(all);
    expect(grown.pairs).toEqual(all);
    expect(grown.durations).toEqual(all);
    expect(grown.blocked).toEqual(new Map([[exporterJob, outcomes.get("true")]]));
    const named = requests.filter(({ host }) => host !== "").length;
    expect(grown.accesses).toEqual(
      new Map([
        ["dns", queries.length],
        ["http", named],
      ]),
    );
    expect(grown.clientBytes).toEqual(expected.bytesOfClients(requests));
  });

  it("totals include the past, across a restart and the switch from file to API", () => {
    const { values, resets } = session.figures;
    const { past, live: came } = session;
    expect(values.bytes).toEqual(expected.bytesOfServices([...past.requests, ...came.requests]));
    expect(values.queries).toEqual(expected.queriesOfZones([...past.queries, ...came.queries]));
    expect(total(resets)).toBe(0);
  });

  it("metrics of the lab come from the exporter alone, and a renewed certificate is exposed", () => {
    const { sources, certificates } = session.figures;
    expect([...sources.keys()]).toEqual([exporterJob]);
    expect([...certificates]).toEqual([["grafana.lab", session.notAfter]]);
  });
});

describe("the exposition", () => {
  let samples: readonly Sample[] = [];
  let ofContract: readonly Sample[] = [];

  beforeAll(() => {
    samples = samplesOf(session.after.body);
    ofContract = samples.filter(({ name }) => served.has(metricOf(name)));
  });

  it("has every metric of the contract with a source of the exporter, and otherwise only self-metrics", () => {
    const isServed = (name: string) => served.has(name);
    const inContract = Object.keys(metrics).filter(isServed);
    expect(inContract.filter(isSpecified)).toHaveLength(30);
    expect(inContract.filter((name) => !isSpecified(name))).toHaveLength(13);
    const exposed = new Set(samples.map(({ name }) => metricOf(name)));
    expect([...served.keys()].filter((name) => !exposed.has(name))).toEqual([]);
    const others = [...exposed].filter((name) => !served.has(name));
    expect(others.filter((name) => !Object.hasOwn(families, name))).toEqual([]);
  });

  it("has exactly the contract's labels, with the allowed values", () => {
    for (const { name, labels } of ofContract) {
      const { labels: carried = [], values = {} } = served.get(metricOf(name)) ?? {};
      const own = Object.keys(labels).filter((label) => !(label === "le" && name.endsWith("_bucket")));
      expect(own, name).toEqual(carried);
      for (const [label, words] of Object.entries(values)) expect(words, `${name} ${label}`).toContain(labels[label]);
    }
  });

  it("has the contract's TYPE and HELP, each once", () => {
    const { body } = session.after;
    for (const [name, { type, help }] of served) {
      expect(body.split(`# TYPE ${name} ${type === "info" ? "gauge" : type}\n`), name).toHaveLength(2);
      expect(body.split(`# HELP ${name} ${help}\n`), name).toHaveLength(2);
    }
  });

  it("describes a client by AdGuard Home's metadata", () => {
    const ofTelevision = ofContract.filter(({ labels }) => labels["client_ip"] === expected.television);
    expect(
      new Set(ofTelevision.flatMap(({ labels }) => labels["device_type"] ?? labels["device_category"] ?? [])),
    ).toEqual(new Set(["tv"]));
    const titled = samplesWith(session.after.body, "homelab_entity_info").filter(
      ({ labels }) => labels["name"] === expected.television,
    );
    expect(titled.map(({ labels }) => labels["title"])).toEqual(["Television"]);
  });

  it("has values in the range of their units", () => {
    for (const { name, value } of ofContract) {
      const { type, unit } = served.get(metricOf(name)) ?? {};
      expect(value, name).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(value), name).toBe(true);
      if (type === "info") expect(value, name).toBe(1);
      if (unit === "ratio") expect(value, name).toBeLessThanOrEqual(1);
    }
  });

  it("passes promtool, except for names that the specification fixes", async () => {
    const { promtool } = await findPrometheus();
    const options = { input: session.end.body, encoding: "utf8", maxBuffer: 1e8 } as const;
    const { stdout, stderr } = spawnSync(promtool, ["check", "metrics"], options);
    // The specification names these counters without _total.
    expect(
      `${stdout}${stderr}`
        .split("\n")
        .filter((line) => line !== "")
        .sort(),
    ).toEqual(
      [
        "adguard_client_domain_frequency",
        "adguard_network_zone_traffic",
        "traefik_load_balancer_distribution",
        "traefik_network_flow_bytes",
      ].map((name) => `${name} counter metrics should have "_total" suffix`),
    );
  });
});

describe("self-metrics", () => {
  const sources = metrics.homelab_source_up.values.source;
  const logs = ["access-log", "query-log"] as const;
  const value = ({ body }: Scrape, name: keyof typeof families | "homelab_source_up", where = {}) =>
    valueOf(body, name, where);

  it("are all exposed", () => {
    const exposed = new Set(samplesOf(session.end.body).map(({ name }) => name));
    expect(Object.keys(families).filter((name) => !exposed.has(name))).toEqual([]);
  });

  const refusals = ({ body }: Scrape, source: string) =>
    new Map(
      samplesWith(body, "homelab_exporter_refused_total")
        .filter(({ labels, value: count }) => labels["source"] === source && count > 0)
        .map(({ labels, value: count }) => [labels["reason"], count]),
    );

  it("count events, and rejected lines by reason, from files and by API", () => {
    const { read, after, past, live: came } = session;
    for (const [scrape, written] of [
      [read, past],
      [after, came],
    ] as const) {
      expect(value(scrape, "homelab_exporter_events_total", { source: "access-log" })).toBe(written.requests.length);
      expect(value(scrape, "homelab_exporter_events_total", { source: "query-log" })).toBe(written.queries.length);
      expect(refusals(scrape, "access-log")).toEqual(expected.countByReason(written.rejected.access));
      expect(refusals(scrape, "query-log")).toEqual(expected.countByReason(written.rejected.query));
    }
  });

  it("have the lag: seconds by API, less by file, and the bytes of an incomplete line", () => {
    const { during, after } = session;
    expect(value(during, "homelab_exporter_behind_bytes", { source: "access-log" })).toBeGreaterThan(0);
    expect(value(after, "homelab_exporter_behind_bytes", { source: "access-log" })).toBe(0);
    expect(during.body).not.toContain('homelab_exporter_behind_bytes{source="query-log"}');
    for (const source of logs) {
      const lag = value(during, "homelab_exporter_lag_seconds", { source });
      expect(lag).toBeGreaterThanOrEqual(source === "query-log" ? 5 : 0);
      expect(lag).toBeLessThan(60);
      const happened = value(during, "homelab_exporter_last_event_timestamp_seconds", { source });
      expect(happened).toBeGreaterThan(session.before.at);
      expect(happened).toBeLessThanOrEqual(during.at + 1);
    }
  });

  it("have the last success of each source, and the sources that are down", () => {
    const { before, during, end } = session;
    const success = "homelab_exporter_last_success_timestamp_seconds";
    for (const source of sources) {
      expect(value(before, "homelab_source_up", { source })).toBe(1);
      expect(value(before, success, { source })).toBeGreaterThan(session.read.at);
    }
    for (const source of ["access-log", "query-log", "probe"])
      expect(value(during, success, { source })).toBeGreaterThan(value(before, success, { source }));
    // Locked out.
    expect(value(end, "homelab_source_up", { source: "query-log" })).toBe(0);
    expect(value(end, "homelab_source_up", { source: "access-log" })).toBe(1);
    expect(value(end, success, { source: "query-log" })).toBeGreaterThan(
      value(during, success, { source: "query-log" }),
    );
  });

  it("count the truncation and the clearing of logs as gaps, and nothing else", () => {
    const { after, end } = session;
    const lost = samplesWith(after.body, "homelab_exporter_lost_total");
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.filter(({ value: count }) => count > 0)).toEqual([]);
    expect(value(end, "homelab_exporter_lost_total", { source: "access-log", loss: "cut-off" })).toBe(1);
    expect(value(end, "homelab_exporter_lost_total", { source: "query-log", loss: "cleared" })).toBe(1);
  });

  it("count series and samples within their limits", () => {
    const { before, after } = session;
    for (const source of logs) {
      const samples = value(after, "homelab_exporter_samples", { source });
      expect(value(after, "homelab_exporter_series", { source })).toBeGreaterThan(
        value(before, "homelab_exporter_series", { source }),
      );
      expect(samples).toBeGreaterThanOrEqual(value(after, "homelab_exporter_series", { source }));
      expect(samples).toBeLessThanOrEqual(value(after, "homelab_exporter_samples_limit", { source }));
    }
    expect(after.body).toContain('homelab_exporter_series_dropped_total{source="query-log"} ');
  });

  it("count refused connections by reason", () => {
    const refused = "homelab_exporter_connections_refused_total";
    expect(value(session.after, refused)).toBe(0);
    for (const [reason, count] of [
      ["handshake", 1],
      ["name", 1],
      ["connections", 0],
    ] as const)
      expect(value(session.end, refused, { reason })).toBe(count);
  });

  it("describe the process and the state file", () => {
    const { read, before, after } = session;
    expect(value(after, "homelab_exporter_ready")).toBe(1);
    expect(after.body).toMatch(/^homelab_exporter_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
    const started = value(before, "process_start_time_seconds");
    expect(started).toBeGreaterThanOrEqual(read.at);
    expect(started).toBeLessThanOrEqual(before.at + 1);
    expect(value(after, "process_cpu_seconds_total")).toBeGreaterThan(value(before, "process_cpu_seconds_total"));
    const anonymous = value(after, "homelab_exporter_anonymous_memory_bytes");
    expect(anonymous).toBeGreaterThan(1e6);
    expect(value(after, "process_resident_memory_bytes")).toBeGreaterThan(anonymous);
    expect(value(after, "homelab_exporter_state_saves_total", { outcome: "written" })).toBeGreaterThan(0);
    expect(value(after, "homelab_exporter_state_saves_total", { outcome: "failed" })).toBe(0);
    expect(value(after, "homelab_exporter_state_saved_timestamp_seconds")).toBeGreaterThanOrEqual(started);
  });
});

describe("AdGuard Home", () => {
  it("may anonymize addresses, and no event is counted twice", () => {
    const { end, live: came } = session;
    const count = valueOf(end.body, "homelab_exporter_events_total", { source: "query-log" });
    expect(count).toBe(came.queries.length + queriesAfterClear);
  });

  it("rejects no login before the lock-out, and one after", () => {
    expect(session.rejectedLogins).toEqual({ before: 0, after: 1 });
  });
});

describe("the log", () => {
  it("holds no secret, and no error except the two gaps", () => {
    const text = JSON.stringify(session.lines);
    expect(text).not.toContain("correct horse");
    const errors = session.lines.filter(({ level }) => level === "error").map(({ msg }) => msg);
    expect(errors).toEqual(["a part of a log is lost", "a part of a log is lost"]);
  });
});
