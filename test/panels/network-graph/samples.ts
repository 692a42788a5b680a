/** Labs of several sizes, and answers to the queries of their graphs with given numbers of nodes. */
import { clientDomainGraph } from "../../../src/panels/domain-graph.js";
import { distributionGraph, fullGraph, zoneGraph } from "../../../src/panels/network-graph/index.js";
import { hubsOf } from "../../../src/panels/network-graph/limits.js";
import { dashboardScope } from "../../../src/dashboards/scope.js";
import { references } from "../../../src/dashboards/references.js";
import type { JsonObject } from "../../../src/grafana/index.js";
import { objectsAt, textAt } from "../../../src/grafana/json.js";
import { defineLab, type Lab } from "../../../src/lab/index.js";
import { framesOf, transform, type Series } from "../../grafana/engine.js";
import { panelOf } from "../node-graph/panel-answers.js";
import { graphOf, type Graph } from "../node-graph/drawn-graph.js";

export interface LabSize {
  readonly zones: number;
  readonly services: number;
  readonly resolvers?: number;
}

export const labOf = ({ zones, services, resolvers = 2 }: LabSize): Lab =>
  defineLab({
    zones: Array.from({ length: zones }, (_, index) => ({
      name: `zone-${index + 1}`,
      cidrs: [`10.${index}.0.0/16`],
    })),
    services: Array.from({ length: services }, (_, index) => ({
      name: `service-${index + 1}@docker`,
      zone: `zone-${(index % zones) + 1}`,
    })),
    resolvers: Array.from({ length: resolvers }, (_, index) => ({
      name: `resolver-${index + 1}`,
      addresses: [`192.0.2.${index + 1}`],
      zone: "zone-1",
    })),
  });

const scopeOf = (lab: Lab) => dashboardScope(lab, "zone", "client", "service", "backend");

export const zonePanel = (lab: Lab): JsonObject => panelOf(zoneGraph(lab, scopeOf(lab), references(lab)));
export const fullPanel = (lab: Lab): JsonObject => panelOf(fullGraph(lab, scopeOf(lab), references(lab), scopeOf(lab)));
export const loadPanel = (lab: Lab): JsonObject => panelOf(distributionGraph(lab, scopeOf(lab), references(lab)));
export const domainPanel = (lab: Lab): JsonObject =>
  panelOf(clientDomainGraph(dashboardScope(lab, "zone", "client", "domain"), 150, references(lab).dns));

/** A node by its kind and name, and further labels of its row. */
export interface SampleNode {
  readonly kind: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export type SampleLine = readonly [source: string, target: string];

const nodeSeries = ({ kind, name, labels }: SampleNode): Series => ({
  labels: { id: `${kind}/${name}`, title: name, subtitle: "zone", column: `at_${kind}`, ...labels },
  value: 1,
});

const lineSeries = ([source, target]: SampleLine): Series => ({
  labels: { id: `${source}␟${target}`, source, target, column: "drawn" },
  value: 1,
});

/** The graph that the panel shows for these answers. */
export async function graphWith(
  panel: JsonObject,
  nodes: readonly SampleNode[],
  lines: readonly SampleLine[],
): Promise<Graph> {
  const answers = [...framesOf("node_rows", nodes.map(nodeSeries)), ...framesOf("edge_rows", lines.map(lineSeries))];
  return graphOf(await transform(panel, answers));
}

/** The labels by which the panel's own query places named parts of the infrastructure. */
function pointsOf(panel: JsonObject): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const queries = objectsAt(panel, "targets").map((target) => textAt(target, "expr") ?? "");
  const points = queries.flatMap((query) => [...query.matchAll(/"at__y", "(-?\d+)", "name", "([^"]+)"/g)]);
  return new Map(points.map(([, y = "", name = ""]) => [name, { at__y: y }]));
}

export interface NodeCounts {
  readonly zones: number;
  readonly services: number;
  readonly resolvers: number;
  /** The zone of each client, from 0. */
  readonly clients?: readonly number[];
}

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(index).padStart(2, "0"));

/** A graph of the network with so many nodes, and with all lines that it may have. */
export async function networkWith(panel: JsonObject, lab: Lab, counts: NodeCounts): Promise<Graph> {
  const points = pointsOf(panel);
  const [zones, services, resolvers] = [counts.zones, counts.services, counts.resolvers].map(numbered);
  const clients = (counts.clients ?? []).map((zone, index) => ({
    name: `${String(zone).padStart(2, "0")}␟10.0.0.${String(100 + index)}`,
    zone: `zone/${String(zone).padStart(2, "0")}`,
  }));
  const hub = (kind: string) => hubsOf(lab).flatMap((one) => (one.kind === kind ? [`infrastructure/${one.name}`] : []));
  const between = (from: readonly string[], to: readonly string[]) =>
    from.flatMap((source) => to.map((target): SampleLine => [source, target]));
  const ids = (kind: string, names: readonly string[] = []) => names.map((name) => `${kind}/${name}`);
  const scraped = lab.infrastructure.filter(({ kind }) => kind !== "metrics").map(({ name }) => name);
  return await graphWith(
    panel,
    [
      ...(zones ?? []).map((name) => ({ kind: "zone", name })),
      ...(services ?? []).map((name) => ({ kind: "service", name })),
      ...(resolvers ?? []).map((name) => ({ kind: "resolver", name })),
      ...clients.map(({ name }) => ({ kind: "client", name })),
      ...lab.infrastructure.map(({ name }) => ({ kind: "infrastructure", name, labels: points.get(name) ?? {} })),
    ],
    [
      ...between(ids("zone", zones), [...hub("proxy"), ...hub("dns")]),
      ...between(hub("proxy"), ids("service", services)),
      ...between(hub("dns"), ids("resolver", resolvers)),
      ...clients.map(({ name, zone }): SampleLine => [`client/${name}`, zone]),
      ...(counts.clients === undefined ? [] : between(hub("metrics"), ids("infrastructure", scraped))),
    ],
  );
}
