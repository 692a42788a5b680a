import type { AnnotationQuery, DashboardLink, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { cleanAnnotation, cleanDashboardLink, cleanPanel, cleanVariable } from "./clean.js";
import type { DashboardContent, Group, KeyedPanel } from "./content.js";
import { datasource, datasourceVariableName } from "./datasource.js";
import { assignRefIds, panelIds } from "./ids.js";
import {
  forEachText,
  objectAt,
  objectInStableOrder,
  objectsAt,
  textAt,
  toJsonObject,
  type JsonObject,
} from "./json.js";
import { columns, pack, type Position, type Size } from "./layout.js";
import { missingParts } from "./requirements.js";
import { usedVariables } from "./used-variables.js";

/** A dashboard as Grafana reads it: classic JSON, schema version 42, the format that Grafana 12 and 13 provision. */
export interface FinalizedDashboard {
  readonly uid: string;
  readonly title: string;
  readonly json: JsonObject;
  /** The numeric id of each panel, by its key. */
  readonly keys: { readonly [key: string]: number };
}

/** A query of a finalized dashboard under its stable name `<uid>/<panel key>/<refId>`. */
export interface FinalizedTarget {
  readonly id: string;
  readonly panel: string;
  readonly refId: string;
  readonly expr: string;
  readonly target: JsonObject;
}

/**
 * Turns builders into clean JSON. The JSON shares nothing with the builders, so that one panel can be in several
 * dashboards. Positions come from the layout; of a builder's position, only span and height count.
 * @throws if panels lack a title, description, unit or text for an empty answer, with all of them in the message; if
 *   two keys have the same id; if a size doesn't fit the grid; if there is no data source variable.
 * @param isChanged removes the variables that nothing uses.
 */
export function finalize(content: DashboardContent, isChanged = false): FinalizedDashboard {
  const { uid, title, groups } = content;
  try {
    checkUid(uid);
    const ids = panelIds(groups.flatMap(({ key, panels }) => [key, ...panels.map((panel) => panel.key)]));
    const built = groups.map((group) => finishGroup(group, ids, content));
    refuseIncomplete(built.flatMap(({ panels }) => panels));
    const variables = buildAll(content.variables, cleanVariable);
    requireDatasource(variables);
    requireKeptVariables(
      built.flatMap(({ panels }) => panels),
      variables,
    );
    const annotations = buildAll(content.annotations ?? [], cleanAnnotation);
    const panels = arrange(built, ids);
    const json = objectInStableOrder({
      uid,
      title,
      description: [content.question, content.description].filter((part) => part !== undefined).join("\n\n"),
      tags: [...content.tags],
      editable: false,
      graphTooltip: 1,
      timezone: "browser",
      schemaVersion: 42,
      refresh: content.refresh,
      time: { from: `now-${content.range}`, to: "now" },
      templating: { list: isChanged ? usedVariables(variables, [...panels, ...annotations]) : variables },
      annotations: { list: annotations },
      links: buildAll(content.links ?? [], cleanDashboardLink),
      panels,
    });
    const keys = groups.flatMap(({ panels }) => panels.map(({ key }) => [key, idOf(ids, key)] as const));
    return { uid, title, json, keys: Object.fromEntries(keys) };
  } catch (error) {
    throw error instanceof Error ? new Error(`dashboard "${uid}": ${error.message}`, { cause: error }) : error;
  }
}

/** Every query of every panel, in the order of the dashboard. */
export function targetsOf({ uid, json, keys }: FinalizedDashboard): FinalizedTarget[] {
  const keyOf = new Map(Object.entries(keys).map(([key, id]) => [id, key]));
  const panels = objectsAt(json, "panels").flatMap((panel) => [panel, ...objectsAt(panel, "panels")]);
  return panels.flatMap((panel) =>
    objectsAt(panel, "targets").map((target) => {
      const key = keyOf.get(Number(panel["id"])) ?? "";
      const refId = textAt(target, "refId") ?? "";
      return { id: `${uid}/${key}/${refId}`, panel: key, refId, expr: textAt(target, "expr") ?? "", target };
    }),
  );
}

function finishGroup(group: Group, ids: ReadonlyMap<string, number>, content: DashboardContent): BuiltGroup {
  const { everyGroup = (finished) => finished } = content;
  const built = group.panels.map((panel) => finishPanel(panel, ids, content));
  const { title, panels } = everyGroup({ title: group.title, panels: built.map(({ json }) => json) });
  return {
    group: { ...group, title },
    panels: built.map((panel, index) => ({ ...panel, json: panels[index] ?? panel.json })),
  };
}

interface BuiltPanel {
  readonly key: string;
  readonly json: JsonObject;
  readonly size: Size;
}

function finishPanel(
  { key, panel }: KeyedPanel,
  ids: ReadonlyMap<string, number>,
  { everyPanel = (finished) => finished }: DashboardContent,
): BuiltPanel {
  const built = cleanPanel(toJsonObject(panel.build()));
  const gridPos = objectAt(built, "gridPos");
  const targets = finishTargets(key, objectsAt(built, "targets"));
  return {
    key,
    json: everyPanel({
      ...built,
      id: idOf(ids, key),
      ...(targets.length === 0 ? {} : { ...withFieldConfig(built), targets }),
    }),
    size: { w: Number(gridPos["w"] ?? columns / 2), h: Number(gridPos["h"] ?? 8) },
  };
}

/** Grafana writes one for every panel with data; the SDK omits an empty one. */
const withFieldConfig = (panel: JsonObject): JsonObject =>
  "fieldConfig" in panel ? {} : { fieldConfig: { defaults: {}, overrides: [] } };

function finishTargets(key: string, targets: readonly JsonObject[]): JsonObject[] {
  const refIds = assignRefIds(targets.map((target) => textAt(target, "refId")));
  const twice = refIds.find((refId, index) => refIds.indexOf(refId) !== index);
  if (twice !== undefined) throw new Error(`panel "${key}": two queries have the refId "${twice}"`);
  return targets.map((target, index) => ({ datasource, ...target, refId: refIds[index] ?? "" }));
}

function refuseIncomplete(panels: readonly BuiltPanel[]): void {
  const faults = panels.flatMap(({ key, json }) => missingParts(json).map((part) => `panel "${key}" has no ${part}`));
  if (faults.length > 0) throw new Error(faults.join("; "));
}

type BuiltGroup = { readonly group: Group; readonly panels: readonly BuiltPanel[] };

function arrange(groups: readonly BuiltGroup[], ids: ReadonlyMap<string, number>): JsonObject[] {
  let top = 0;
  return groups.flatMap(({ group: { key, title, collapsed }, panels }) => {
    const { positions, bottom } = packPanels(panels, top + 1);
    const placed = panels.map(({ json }, index) => ({ ...json, gridPos: { ...positions[index] } }));
    const row = {
      id: idOf(ids, key),
      type: "row",
      title,
      collapsed,
      gridPos: { x: 0, y: top, w: columns, h: 1 },
      panels: collapsed ? placed : [],
    };
    // A collapsed row takes one line; Grafana moves the following panels when a user opens it.
    top = collapsed ? top + 1 : bottom;
    return collapsed ? [row] : [row, ...placed];
  });
}

function packPanels(panels: readonly BuiltPanel[], top: number): { positions: readonly Position[]; bottom: number } {
  for (const { key, size } of panels) {
    try {
      pack([size], 0);
    } catch (error) {
      throw new Error(`panel "${key}": ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  return pack(
    panels.map(({ size }) => size),
    top,
  );
}

function buildAll(
  builders: readonly Builder<VariableModel | AnnotationQuery | DashboardLink>[],
  clean: (built: JsonObject) => JsonObject,
): JsonObject[] {
  return builders.map((builder) => clean(toJsonObject(builder.build())));
}

function requireDatasource(variables: readonly JsonObject[]): void {
  if (variables.some(({ name, type }) => name === datasourceVariableName && type === "datasource")) return;
  throw new Error(
    `every query asks \${${datasourceVariableName}}, but there is no such variable; add datasourceVariable()`,
  );
}

/** Grafana doesn't show a link that passes on an unknown variable. */
function requireKeptVariables(panels: readonly BuiltPanel[], variables: readonly JsonObject[]): void {
  const known = new Set(variables.map(({ name }) => name));
  for (const { key, json } of panels) {
    forEachText(json, (text) => {
      if (!text.includes(":queryparam}")) return;
      for (const [, name = ""] of text.matchAll(/\$\{(\w+):queryparam\}/g)) {
        if (!known.has(name)) {
          throw new Error(`panel "${key}": a link keeps the variable "${name}", which this dashboard doesn't have`);
        }
      }
    });
  }
}

function checkUid(uid: string): void {
  if (/^[a-z0-9-]{1,40}$/.test(uid)) return;
  throw new Error("a uid is 1 to 40 of a-z, 0-9 and -");
}

function idOf(ids: ReadonlyMap<string, number>, key: string): number {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`"${key}" has no id`);
  return id;
}
