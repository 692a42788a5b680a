import type { DashboardContent, Group, KeyedPanel } from "./content.js";
import { finalize, type FinalizedDashboard } from "./finalize.js";
import type { PanelBuilder } from "./panel.js";
import { suggest } from "../suggestion.js";

/**
 * An immutable dashboard: each change returns a new one, without variables that nothing uses any more. `K` are the keys
 * of its groups and panels, so that an editor lists them and an unknown key doesn't compile.
 */
export interface DashboardDefinition<K extends string = string> {
  readonly content: DashboardContent<K>;
  /** Replaces a panel. The new one has the same key and id. */
  replace(key: K, panel: PanelBuilder): DashboardDefinition<K>;
  /** Removes a panel, or a group with its panels. */
  drop(key: K): DashboardDefinition<K>;
  /** Inserts a panel after another one, or at the beginning of a group. */
  insert<const N extends string>(key: N, panel: PanelBuilder, place: { readonly after: K }): DashboardDefinition<K | N>;
  /** The dashboard as Grafana reads it. */
  finalize(): FinalizedDashboard;
}

/** A row of panels with a headline. Grafana loads the panels of a collapsed row when a user opens it. */
export function group<const K extends string, const P extends string>(
  key: K,
  title: string,
  panels: { readonly [Key in P]: PanelBuilder },
  options: { readonly collapsed?: boolean } = {},
): Group<K | P> {
  return { key, title, collapsed: options.collapsed ?? false, panels: keyedPanels(panels) };
}

function keyedPanels<P extends string>(panels: { readonly [Key in P]: PanelBuilder }): KeyedPanel<P>[] {
  const keyed: KeyedPanel<P>[] = [];
  for (const key in panels) keyed.push({ key, panel: panels[key] });
  return keyed;
}

/**
 * A dashboard from its groups.
 * @throws if a key isn't kebab-case or is used twice.
 */
export function dashboard<const K extends string>(content: DashboardContent<K>): DashboardDefinition<K> {
  return define(content, false);
}

function define<K extends string>(content: DashboardContent<K>, isChanged: boolean): DashboardDefinition<K> {
  checkKeys(content);
  const withGroups = <N extends string>(groups: readonly Group<N>[]) => define({ ...content, groups }, true);
  return {
    content,
    replace: (key, panel) => {
      if (content.groups.some((one) => one.key === key))
        throw new Error(`dashboard "${content.uid}": "${key}" is a group; replace takes the key of a panel in it`);
      requireKey(content, key, panelKeys(content));
      return withGroups(mapPanels<K>(content.groups, (one) => (one.key === key ? [{ key, panel }] : [one])));
    },
    drop: (key) => {
      requireKey(content, key, allKeys(content));
      const left = content.groups.filter((one) => one.key !== key);
      return withGroups(mapPanels(left, (one) => (one.key === key ? [] : [one])));
    },
    insert: <const N extends string>(key: N, panel: PanelBuilder, { after }: { readonly after: K }) => {
      requireKey(content, after, allKeys(content));
      const beginning = content.groups.map((one): Group<K | N> =>
        one.key === after ? { ...one, panels: [{ key, panel }, ...one.panels] } : one,
      );
      return withGroups(mapPanels(beginning, (one) => (one.key === after ? [one, { key, panel }] : [one])));
    },
    finalize: () => finalize(content, isChanged),
  };
}

function mapPanels<K extends string>(
  groups: readonly Group<K>[],
  change: (panel: KeyedPanel<K>) => readonly KeyedPanel<K>[],
): Group<K>[] {
  return groups.map((one) => ({ ...one, panels: one.panels.flatMap(change) }));
}

function panelKeys({ groups }: DashboardContent): string[] {
  return groups.flatMap(({ panels }) => panels.map(({ key }) => key));
}

function allKeys({ groups }: DashboardContent): string[] {
  return groups.flatMap(({ key, panels }) => [key, ...panels.map((panel) => panel.key)]);
}

const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

function checkKeys(content: DashboardContent): void {
  const seen = new Set<string>();
  for (const key of allKeys(content)) {
    if (!kebabCase.test(key)) {
      throw new Error(
        `dashboard "${content.uid}": the key "${key}" is not kebab-case; write it as "${toKebabCase(key)}"`,
      );
    }
    if (seen.has(key)) {
      throw new Error(
        `dashboard "${content.uid}": the key "${key}" stands twice; panels and groups share one set of keys`,
      );
    }
    seen.add(key);
  }
}

function toKebabCase(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[-0-9]+|-+$/g, "");
}

function requireKey({ uid }: DashboardContent, key: string, known: readonly string[]): void {
  if (known.includes(key)) return;
  const guess = suggest(key, known);
  const wayOut = guess === undefined ? `It has ${known.join(", ")}` : `Did you mean "${guess}"?`;
  throw new Error(`dashboard "${uid}" has no "${key}". ${wayOut}`);
}
