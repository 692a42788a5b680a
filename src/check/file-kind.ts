import { isRecord } from "./value.js";

/** The kinds of file that Grafana's provisioning reads, and Prometheus's rules. */
export type FileKind = EmittedKind | "alerting" | "plugins" | "access-control";

/** The kinds of file that this project emits. They have a schema. */
export type EmittedKind =
  "dashboard" | "datasource" | "dashboard-provider" | "prometheus-rules" | "prometheus-rule-tests";

/** Whether a file is checked, by its extension. A README or a .gitkeep isn't. */
export const isChecked = (path: string) => /\.(json|ya?ml)$/.test(path);

interface ContentMark {
  readonly kind: FileKind;
  readonly ending: RegExp;
  readonly keys: readonly string[];
}

const json = /\.json$/;
const yaml = /\.ya?ml$/;

/** Keys that only one kind has: such a file is of this kind in any folder. */
const ownKeys: readonly ContentMark[] = [
  { kind: "dashboard", ending: json, keys: ["panels", "schemaVersion", "templating"] },
  { kind: "datasource", ending: yaml, keys: ["datasources", "deleteDatasources"] },
  { kind: "dashboard-provider", ending: yaml, keys: ["providers"] },
];

/** Keys that other products' files have, too: they count where the folder says nothing. */
const sharedKeys: readonly ContentMark[] = [
  { kind: "dashboard", ending: json, keys: ["elements", "layout", "apiVersion", "kind", "spec"] },
  {
    kind: "alerting",
    ending: yaml,
    keys: ["contactPoints", "policies", "muteTimes", "deleteRules", "deleteContactPoints", "resetPolicies"],
  },
];

/** The folders of Grafana's provisioning and of Prometheus's rules. Grafana reads the files directly in them, and dashboards below a provider's path. */
const folders: readonly { readonly kind: FileKind; readonly path: RegExp }[] = [
  { kind: "dashboard", path: /(^|\/)dashboards\/.*\.json$/ },
  { kind: "dashboard-provider", path: /(^|\/)dashboards\/[^/]*\.ya?ml$/ },
  { kind: "datasource", path: /(^|\/)datasources\/[^/]*\.ya?ml$/ },
  { kind: "prometheus-rules", path: /(^|\/)prometheus\/rules\/[^/]*\.ya?ml$/ },
  { kind: "prometheus-rule-tests", path: /(^|\/)prometheus\/rules\/tests\/[^/]*\.ya?ml$/ },
  { kind: "alerting", path: /(^|\/)alerting\/[^/]*\.(json|ya?ml)$/ },
  { kind: "plugins", path: /(^|\/)plugins\/[^/]*\.ya?ml$/ },
  { kind: "access-control", path: /(^|\/)access-control\/[^/]*\.ya?ml$/ },
];

/** The kind of a file: by keys of its own, by its folder, or by keys that it shares with other files. */
export const fileKind = (path: string, value: unknown): FileKind | undefined => {
  const byKeys = (marks: readonly ContentMark[]) =>
    marks.find(
      ({ ending, keys }) => ending.test(path) && isRecord(value) && keys.some((key) => Object.hasOwn(value, key)),
    )?.kind;
  return byKeys(ownKeys) ?? folders.find((folder) => folder.path.test(path))?.kind ?? byKeys(sharedKeys);
};

/** Whether the strict schema of its kind holds for a file that this project emitted. */
export const isEmittedKind = (kind: FileKind): kind is EmittedKind =>
  kind !== "alerting" && kind !== "plugins" && kind !== "access-control";

/** The folder of Grafana's provisioning in which Grafana ignores a file because it isn't YAML; else `undefined`. */
export const ignoredIn = (path: string): string | undefined =>
  /(?:^|\/)(datasources|plugins|access-control)\/[^/]*\.json$/.exec(path)?.[1];

/** The format of a dashboard that Grafana's file provisioning rejects; `undefined` for classic JSON. */
export const rejectedFormat = (value: unknown): string | undefined => {
  if (!isRecord(value)) return undefined;
  const has = (key: string) => Object.hasOwn(value, key);
  if (has("apiVersion") && (has("kind") || has("spec"))) return "this is a Kubernetes resource (apiVersion, kind)";
  if (has("elements") || has("layout")) return "this is a dashboard in the v2 format (elements, layout)";
  return undefined;
};
