/** What promtool tests the rules of health with: two things go wrong at each entity, and the worse one counts. */
import type { Lab } from "../lab/index.js";
import { proxyNames } from "../queries/index.js";
import { ruleTests, seriesText, type NamedRules } from "./model.js";

const instance = { job: "exporter", instance: "exporter:9100" } as const;

type Labels = Readonly<Record<string, string>>;

/** Grows at each half minute, for twenty minutes or for these. */
const counter = (metric: string, labels: Labels, perStep: number, minutes = 20) => {
  const steps = minutes * 2;
  const rest = steps === 40 ? "" : ` ${String(perStep * steps)}x${String(39 - steps)}`;
  return {
    series: seriesText(metric, { ...instance, ...labels }),
    values: `0+${String(perStep)}x${String(steps)}${rest}`,
  };
};

const gauge = (metric: string, labels: Labels, value: 0 | 1) => ({
  series: seriesText(metric, { ...instance, ...labels }),
  values: `${String(value)}x40`,
});

const requests = (service: string, backend: string, code: string, perStep: number, minutes?: number) =>
  counter("traefik_requests_total", { service, backend, code, client_zone: "tested" }, perStep, minutes);

const server = (service: string, address: string, up: 0 | 1) =>
  gauge("traefik_service_server_up", { service, url: `http://${address}` }, up);

/**
 * By requests alone, one of 32 or of 1000 of which fails, besides what Traefik refuses; by servers of which one or the only one is
 * down; by too few requests to tell; by a few, all of which fail in the first four minutes; by failures that end then; and
 * by servers that are up again after seven minutes.
 */
const ofServices = (lab: Lab) => [
  requests("asked@docker", "asked@docker", "200", 31),
  requests("asked@docker", "asked@docker", "500", 1),
  requests("asked@docker", proxyNames(lab)[0], "404", 300),
  server("asked@docker", "192.0.2.1", 1),
  requests("halved@docker", "halved@docker", "200", 10),
  requests("fine@docker", "fine@docker", "200", 999),
  requests("fine@docker", "fine@docker", "500", 1),
  server("halved@docker", "192.0.2.2", 0),
  server("halved@docker", "192.0.2.3", 1),
  server("down@docker", "192.0.2.4", 0),
  requests("rare@docker", "rare@docker", "500", 1, 2),
  requests("quiet@docker", "quiet@docker", "500", 1, 4),
  requests("recovered@docker", "recovered@docker", "500", 5, 4),
  requests("recovered@docker", "recovered@docker", "200", 5),
  { ...server("back@docker", "192.0.2.5", 0), values: "0x14 1x25" },
];

const connections = (service_type: string, state: string, perStep: number) =>
  counter("zone_connections_total", { source_zone: "tested", service_type, state }, perStep);

/** 3 of 200 requests and queries fail, and 3 of 100 queries. */
const ofZones = [
  connections("http", "established", 100),
  connections("dns", "established", 97),
  connections("dns", "failed", 3),
];

const ofResolvers = [
  counter("adguard_upstream_queries_total", { upstream: "tested", status: "ok" }, 20),
  counter("adguard_upstream_queries_total", { upstream: "tested", status: "timeout" }, 2),
  counter("adguard_upstream_queries_total", { upstream: "healthy", status: "ok" }, 20),
];

const jobsOf = ({ infrastructure }: Lab) => [...new Set(infrastructure.flatMap(({ job }) => job ?? []))];
const isRouted = ({ kind, job, service }: Lab["infrastructure"][number]) =>
  kind !== "dns" && job === undefined && service !== undefined;

/** Of each job one of two instances is up, AdGuard Home fails its probes, and a part that isn't scraped all requests. */
const ofInfrastructure = (lab: Lab) => [
  ...jobsOf(lab).flatMap((job) => [
    gauge("up", { job, instance: "one" }, 1),
    gauge("up", { job, instance: "other" }, 0),
  ]),
  ...lab.infrastructure
    .filter(({ kind }) => kind === "dns")
    .map(({ name }) => gauge("homelab_dns_probe_success", { target: name, kind: "answers" }, 0)),
  ...lab.infrastructure.filter(isRouted).map(({ service = "" }) => requests(service, service, "502", 10)),
];

type Expected = readonly [kind: string, name: string, state: number];

/** Too little traffic to tell is 3, healthy 2, degraded 1, unhealthy 0. */
function expectedOf({ infrastructure }: Lab): readonly Expected[] {
  return [
    ["service", "asked@docker", 1],
    ["service", "fine@docker", 2],
    ["service", "halved@docker", 1],
    ["service", "down@docker", 0],
    ["service", "rare@docker", 3],
    ["service", "quiet@docker", 0],
    ["service", "recovered@docker", 0],
    ["service", "back@docker", 0],
    ["zone", "tested", 1],
    ["resolver", "tested", 0],
    ["resolver", "healthy", 2],
    ...infrastructure.flatMap((part) => {
      const state = part.kind === "dns" || isRouted(part) ? 0 : part.job === undefined ? undefined : 1;
      return state === undefined ? [] : [["infrastructure", part.name, state] as const];
    }),
  ];
}

const samples = (record: string, expected: readonly Expected[]) =>
  expected.map(([kind, name, value]) => ({ labels: seriesText(record, { kind, name }), value }));

export const healthTests = (name: string, record: string, lab: Lab): NamedRules["tests"] =>
  ruleTests(
    name,
    [...ofServices(lab), ...ofZones, ...ofResolvers, ...ofInfrastructure(lab)],
    [
      { expr: record, exp_samples: samples(record, expectedOf(lab)) },
      // Now ten minutes hold no request of the quiet one, so that the hour is judged; the others recovered over five minutes ago.
      {
        expr: `${record}{name=~"(quiet|recovered|back)@docker"}`,
        eval_time: "19m",
        exp_samples: samples(record, [
          ["service", "quiet@docker", 0],
          ["service", "recovered@docker", 2],
          ["service", "back@docker", 2],
        ]),
      },
    ],
  );
