import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineLab } from "../../src/lab/index.js";
import { print } from "../../src/promql/index.js";
import {
  certificateHealth,
  daysLeft,
  lifetimeLeft,
  renewals,
  type Filter,
  type Query,
  type Scope,
} from "../../src/queries/index.js";
import { certificateRules } from "../../src/rules/certificates.js";
import { createBlocks } from "../prometheus/blocks.js";
import { recordRules } from "../prometheus/record-rules.js";
import { startPrometheus, type RunningPrometheus } from "../prometheus/server.js";
import { figures, figuresOf } from "../simulation/figures.js";
import { simulationStart } from "../simulation/network.js";
import { openMetricsLines } from "../simulation/openmetrics.js";
import type { RecordedSeries } from "../simulation/scrape.js";

/*
 * Certificates that the simulated lab doesn't have: several of one name, two exporters and two Traefiks, no names at all,
 * the lifetimes of public authorities.
 */

const day = 86_400;
const end = simulationStart + 3600;
const renewal = end - 1200;

/** A gauge from one time to another. */
function gauge(
  name: string,
  labels: Readonly<Record<string, string>>,
  value: number,
  { from = simulationStart, to = end } = {},
): RecordedSeries {
  const times: number[] = [];
  for (let at = from; at <= to; at += 15) times.push(at);
  return { name, labels: { job: "j", instance: "i", ...labels }, times, values: times.map(() => value) };
}

interface Names {
  readonly cn?: string;
  readonly sans?: string;
}

/** A certificate in Traefik's own metric. */
const traefik = (
  { cn = "", sans = "" }: Names,
  days: number,
  { serial = "1", instance = "i", from = simulationStart } = {},
) => gauge("traefik_tls_certs_not_after", { cn, sans, serial, instance }, end + days * day, { from });

type Life = readonly [daysLeft: number, lifetime: number];

/** A certificate that the probe of an exporter sees. */
const probed = (
  host: string,
  { cn = "", sans = "" }: Names,
  [left, lifetime]: Life,
  { instance = "i", from = simulationStart, to = end } = {},
): readonly RecordedSeries[] => [
  gauge("tls_certificate_not_after", { host, cn, sans, instance }, end + left * day, { from, to }),
  gauge("tls_certificate_not_before", { host, cn, sans, instance }, end + (left - lifetime) * day, { from, to }),
];

const lab = defineLab({
  zones: [{ name: "home", cidrs: ["192.168.1.0/24"] }],
  services: ["seen.lab", "wild.lab", "replaced.lab"].map((host) => ({ name: `${host}@docker`, host })),
  infrastructure: [
    { name: "traefik", kind: "proxy", host: "gateway.lab", tls_port: 443 },
    { name: "grafana", host: "grafana.lab", tls_port: 3000 },
    { name: "prometheus", host: "prometheus.lab", service: "prometheus@docker", tls_port: 9090 },
  ],
});

/** A renewal adds a name behind the first one, and before it. */
const renewedAtTraefik = [
  traefik({ cn: "added.lab", sans: "added.lab" }, 3),
  traefik({ cn: "added.lab", sans: "added.lab,www.added.lab" }, 80, { serial: "2", from: renewal }),
  traefik({ sans: "first.lab" }, 4),
  traefik({ sans: "a.first.lab,first.lab" }, 81, { serial: "2", from: renewal }),
  // The same certificate of two Traefiks, and one of equal expiry and other names.
  traefik({ cn: "twice.lab", sans: "twice.lab" }, 30),
  traefik({ cn: "twice.lab", sans: "twice.lab" }, 30, { instance: "i-2" }),
  traefik({ cn: "twice.lab", sans: "*.twice.lab,twice.lab" }, 30, { serial: "2" }),
  traefik({}, 50),
  // The direct endpoint of Grafana has another certificate of this name.
  traefik({ cn: "grafana.lab", sans: "grafana.lab" }, 20),
];

const seenByTheProbe = [
  // The probe sees another certificate than Traefik's metric, one for all names, and one in place of a longer one.
  traefik({ cn: "seen.lab", sans: "seen.lab" }, 60),
  ...probed("seen.lab", { sans: "seen.lab" }, [2, 6]),
  traefik({ cn: "*.lab", sans: "*.lab,lab" }, 10),
  ...probed("wild.lab", { cn: "*.lab", sans: "*.lab,lab" }, [10, 45]),
  traefik({ cn: "replaced.lab", sans: "replaced.lab" }, 3000),
  ...probed("replaced.lab", { cn: "replaced.lab", sans: "replaced.lab" }, [8, 45]),
  // Its own endpoint, and Traefik's, which has a certificate for two names.
  traefik({ cn: "prometheus.lab", sans: "prometheus.lab" }, 40),
  ...probed("prometheus.lab", { cn: "prometheus", sans: "prometheus.lab" }, [70, 100]),
  ...probed("prometheus.lab:443", { sans: "p.lab,prometheus.lab" }, [41, 45]),
  ...probed("grafana.lab", { cn: "grafana.lab", sans: "grafana.lab" }, [30, 365]),
  // Two exporters, one of which hasn't seen the renewal yet.
  ...probed("dns.lab", { sans: "dns.lab" }, [0.5, 90], { instance: "i-2" }),
  ...probed("dns.lab", { sans: "dns.lab" }, [0.5, 90], { to: renewal - 15 }),
  ...probed("dns.lab", { sans: "dns.lab,ns.lab" }, [89, 90], { from: renewal }),
  // No names; no beginning; a beginning after the end.
  ...probed("bare.lab", {}, [5, 100]),
  ...probed("old-exporter.lab", { cn: "old.lab", sans: "old.lab" }, [15, 20]).slice(0, 1),
  ...probed("odd.lab", { cn: "odd.lab", sans: "odd.lab" }, [40, -1]),
];

const siblings = { traefik: "siblings", adguard: "siblings", zone: "siblings", domain: "siblings" } as const;
const all: Scope<Filter> = { filters: [], window: "2m", shift: {}, sources: siblings };

type Row = readonly [host: string, name: string, sans: string, value: number];

const rows = (...given: readonly Row[]) =>
  figures(given.map(([host, name, sans, value]) => [{ host, name, ...(sans !== "" && { sans }) }, value]));

const rounded = (given: ReadonlyMap<string, number>) =>
  new Map([...given].map(([key, value]) => [key, Math.round(value * 1e6) / 1e6]));

describe.each([
  ["with all sources", [...renewedAtTraefik, ...seenByTheProbe], true, true],
  ["with Traefik alone", renewedAtTraefik, true, false],
  ["with the probe alone", seenByTheProbe.filter(({ name }) => name.startsWith("tls")), false, true],
] as const)("certificates %s", (_, series, hasTraefik, hasProbe) => {
  let prometheus: RunningPrometheus;
  beforeAll(async () => {
    await using blocks = await createBlocks([openMetricsLines(series)]);
    prometheus = await startPrometheus({ blocks: blocks.directory, receive: true });
    await recordRules(prometheus.client, [certificateRules(lab).rules], { start: simulationStart, end });
  });
  afterAll(async () => prometheus?.stop());

  const ask = async <L extends string>({ expression }: Query<L>) =>
    rounded(figuresOf(await prometheus.client.instant(print(expression).replaceAll("$__interval", "30m"), end)));

  const atTraefik = (...given: readonly Row[]) => (hasTraefik ? given : []);
  const atProbe = (...given: readonly Row[]) => (hasProbe ? given : []);

  it("are one row for each that is in use, by the first name", async () => {
    expect(await ask(daysLeft(all, lab))).toEqual(
      rows(
        ...atTraefik(
          ["Traefik", "added.lab", "added.lab,www.added.lab", 80],
          ["Traefik", "a.first.lab", "a.first.lab,first.lab", 81],
          ["Traefik", "twice.lab", "twice.lab", 30],
          ["Traefik", "twice.lab", "*.twice.lab,twice.lab", 30],
          ["Traefik", "no name", "", 50],
          ["Traefik", "grafana.lab", "grafana.lab", 20],
        ),
        ...atProbe(
          ["seen.lab", "seen.lab", "seen.lab", 2],
          ["wild.lab", "*.lab", "*.lab,lab", 10],
          ["replaced.lab", "replaced.lab", "replaced.lab", 8],
          ["prometheus.lab", "prometheus", "prometheus.lab", 70],
          ["prometheus.lab:443", "p.lab", "p.lab,prometheus.lab", 41],
          ["grafana.lab", "grafana.lab", "grafana.lab", 30],
          ["dns.lab", "dns.lab", "dns.lab,ns.lab", 89],
          ["bare.lab", "bare.lab", "", 5],
          ["old-exporter.lab", "old.lab", "old.lab", 15],
          ["odd.lab", "odd.lab", "odd.lab", 40],
        ),
      ),
    );
  });

  it("have a share of their lifetime where its beginning is known", async () => {
    const share = (of: number) => Math.round(of * 1e6) / 1e6;
    expect(await ask(lifetimeLeft(all, lab))).toEqual(
      rows(
        ...atProbe(
          ["seen.lab", "seen.lab", "seen.lab", share(2 / 6)],
          ["wild.lab", "*.lab", "*.lab,lab", share(10 / 45)],
          ["replaced.lab", "replaced.lab", "replaced.lab", share(8 / 45)],
          ["prometheus.lab", "prometheus", "prometheus.lab", 0.7],
          ["prometheus.lab:443", "p.lab", "p.lab,prometheus.lab", share(41 / 45)],
          ["grafana.lab", "grafana.lab", "grafana.lab", share(30 / 365)],
          ["dns.lab", "dns.lab", "dns.lab,ns.lab", share(89 / 90)],
          ["bare.lab", "bare.lab", "", 0.05],
        ),
      ),
    );
  });

  it("are judged by this share, and by days only where the beginning is unknown", async () => {
    expect(await ask(certificateHealth(all, lab))).toEqual(
      rows(
        ...atTraefik(
          ["Traefik", "added.lab", "added.lab,www.added.lab", 2],
          ["Traefik", "a.first.lab", "a.first.lab,first.lab", 2],
          ["Traefik", "twice.lab", "twice.lab", 2],
          ["Traefik", "twice.lab", "*.twice.lab,twice.lab", 2],
          ["Traefik", "no name", "", 2],
          ["Traefik", "grafana.lab", "grafana.lab", 1],
        ),
        ...atProbe(
          // Two of six days, and ten of 45, when Traefik renews.
          ["seen.lab", "seen.lab", "seen.lab", 2],
          ["wild.lab", "*.lab", "*.lab,lab", 2],
          ["replaced.lab", "replaced.lab", "replaced.lab", 1],
          ["prometheus.lab", "prometheus", "prometheus.lab", 2],
          ["prometheus.lab:443", "p.lab", "p.lab,prometheus.lab", 2],
          ["grafana.lab", "grafana.lab", "grafana.lab", 0],
          ["dns.lab", "dns.lab", "dns.lab,ns.lab", 2],
          ["bare.lab", "bare.lab", "", 0],
          ["old-exporter.lab", "old.lab", "old.lab", 1],
          ["odd.lab", "odd.lab", "odd.lab", 2],
        ),
      ),
    );
  });

  it("are renewed also where the renewal adds a name", async () => {
    expect(await ask(renewals(all, lab))).toEqual(
      rows(
        ...atTraefik(["Traefik", "added.lab", "added.lab,www.added.lab", 77]),
        ...atProbe(["dns.lab", "dns.lab", "dns.lab,ns.lab", 88.5]),
      ),
    );
  });

  it("are those that the probe sees, without rules", async () => {
    const without = { ...lab, rules: false };
    const probedRows = async (query: Query<"host" | "name" | "sans">) =>
      new Map([...(await ask(query))].filter(([key]) => !key.includes('host="Traefik"')));
    for (const figure of [daysLeft, lifetimeLeft, renewals]) {
      const direct = await ask(figure(all, without));
      expect(direct.size > 0).toBe(hasProbe);
      expect(direct).toEqual(await probedRows(figure(all, lab)));
    }
    // The others have no beginning.
    const judged = await ask(certificateHealth(all, without));
    expect(judged.size).toBe(hasProbe ? 8 : 0);
    expect([...(await probedRows(certificateHealth(all, lab)))]).toEqual(expect.arrayContaining([...judged]));
  });
});
