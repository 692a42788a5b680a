import { describe, expect, it } from "vitest";
import { dashboardsOf } from "../../src/dashboards/index.js";
import type { FinalizedDashboard } from "../../src/grafana/index.js";
import { objectAt, objectsAt, textAt, toJsonObject } from "../../src/grafana/json.js";
import { buildTree } from "../../src/index.js";
import { defaultLab, defineLab, type Lab } from "../../src/lab/index.js";
import { rulesOf } from "../../src/rules/index.js";
import { oddLab } from "../simulation/lab.js";
import { parsedLab } from "../proof/parsed-lab.js";

/** Characters that a person can read. */
const longestQuery = 1000;
const longestOpening = 40_000;
const largestTopology = 200_000;

/** Services with backends of their own, servers, weights at one of them, and infrastructure with and without a scrape job. */
const large = defineLab({
  zones: Array.from({ length: 12 }, (_, index) => ({
    name: `zone-${String(index)}`,
    cidrs: [`10.${String(index)}.0.0/16`],
  })),
  services: Array.from({ length: 60 }, (_, index) => ({
    name: `service-${String(index)}@docker`,
    zone: `zone-${String(index % 12)}`,
    host: `service-${String(index)}.home.example`,
    ...(index % 20 === 0 && {
      backends: ["blue", "green"].map((color) => ({
        name: `${color}-${String(index)}@docker`,
        servers: [1, 2].map((host) => ({
          url: `http://10.0.${String(index)}.${String(host)}`,
          weight: index === 0 ? host : 1,
        })),
      })),
    }),
  })),
  infrastructure: (["proxy", "dns", "metrics", "dashboards", "other", "other"] as const).map((kind, index) => ({
    name: `part-${String(index)}`,
    kind,
    host: `part-${String(index)}.home.example`,
    address: `10.0.100.${String(index)}`,
    ...(index % 2 === 0 ? { job: `job-${String(index)}` } : { service: `part-${String(index)}@docker` }),
  })),
});

const labs: readonly (readonly [name: string, lab: Lab])[] = [
  ["the default lab", defaultLab],
  ["a home", parsedLab()],
  ["odd names", parsedLab(oddLab)],
  ["twelve zones and sixty services", large],
];

const withAndWithoutRules = labs.flatMap(([name, lab]) => [
  [name, lab] as const,
  [`${name}, without rules`, { ...lab, rules: false }] as const,
]);

interface Asked {
  readonly id: string;
  readonly length: number;
}

const asked = (id: string, text: string | undefined): Asked[] =>
  text === undefined ? [] : [{ id, length: text.length }];

/** The queries of panels, annotations and variables. */
function queriesOf({ uid, json }: Pick<FinalizedDashboard, "uid" | "json">): readonly Asked[] {
  const dashboard = toJsonObject(json);
  const panels = objectsAt(dashboard, "panels").flatMap((panel) => [panel, ...objectsAt(panel, "panels")]);
  const variables = objectsAt(objectAt(dashboard, "templating"), "list");
  return [
    ...panels.flatMap((panel) =>
      objectsAt(panel, "targets").flatMap((target) =>
        asked(`${uid}/${textAt(panel, "title") ?? ""}/${textAt(target, "refId") ?? ""}`, textAt(target, "expr")),
      ),
    ),
    ...objectsAt(objectAt(dashboard, "annotations"), "list").flatMap((annotation) =>
      asked(`${uid}/annotation/${textAt(annotation, "name") ?? ""}`, textAt(objectAt(annotation, "target"), "expr")),
    ),
    ...variables
      .filter((variable) => textAt(variable, "type") === "query")
      .flatMap((variable) =>
        asked(`${uid}/variable/${textAt(variable, "name") ?? ""}`, textAt(objectAt(variable, "query"), "query")),
      ),
  ];
}

describe.each(withAndWithoutRules)("the dashboards of %s", (_, lab) => {
  const dashboards = dashboardsOf(lab).map((definition) => definition.finalize());

  it("ask queries of at most 1,000 characters", () => {
    const all = dashboards.flatMap(queriesOf);
    expect(all.filter(({ id }) => id.includes("/annotation/")).length).toBeGreaterThan(5);
    expect(all.filter(({ id }) => id.includes("/variable/")).length).toBeGreaterThan(10);
    expect(all.length).toBeGreaterThan(250);
    expect(all.filter(({ length }) => length > longestQuery)).toEqual([]);
  });

  it("send at most 40,000 characters when Network Topology opens", () => {
    const topology = dashboards.find(({ uid }) => uid === "homelab-topology");
    const opened = objectsAt(toJsonObject(topology?.json ?? {}), "panels").flatMap((panel) =>
      objectsAt(panel, "targets").map((target) => textAt(target, "expr")?.length ?? 0),
    );
    expect(opened.length).toBeGreaterThan(30);
    expect(opened.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(longestOpening);
  });
});

it.each(labs)("the rules of %s are expressions of at most 1,000 characters", (_, lab) => {
  const rules = rulesOf(lab).flatMap((one) => one.rules.groups.flatMap((group) => group.rules));
  expect(rules.length).toBeGreaterThan(20);
  expect(rules.filter(({ expr }) => expr.length > longestQuery)).toEqual([]);
});

it.each(labs.slice(0, 2))("the file of Network Topology of %s has at most 200,000 bytes", (_, lab) => {
  const file = buildTree(lab).find(({ path }) => path.endsWith("/homelab-topology.json"));
  expect(Buffer.byteLength(file?.content ?? "")).toBeGreaterThan(100_000);
  expect(Buffer.byteLength(file?.content ?? "")).toBeLessThanOrEqual(largestTopology);
});
