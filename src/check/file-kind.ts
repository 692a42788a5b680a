import { isRecord } from "./value.js";

/** The kinds of file with a schema. */
export type FileKind = "dashboard" | "datasource" | "dashboard-provider";

/** Whether a file is checked, by its extension. A README or a .gitkeep isn't. */
export const isChecked = (path: string) => /\.(json|ya?ml)$/.test(path);

const contentMarks: readonly { readonly kind: FileKind; readonly ending: RegExp; readonly keys: readonly string[] }[] =
  [
    {
      kind: "dashboard",
      ending: /\.json$/,
      keys: ["panels", "schemaVersion", "templating", "elements", "layout", "apiVersion", "kind", "spec"],
    },
    { kind: "datasource", ending: /\.ya?ml$/, keys: ["datasources", "deleteDatasources"] },
    { kind: "dashboard-provider", ending: /\.ya?ml$/, keys: ["providers"] },
  ];

const folders: readonly { readonly kind: FileKind; readonly path: RegExp }[] = [
  { kind: "dashboard", path: /(^|\/)dashboards\/.*\.json$/ },
  { kind: "datasource", path: /(^|\/)datasources\/[^/]*\.ya?ml$/ },
  { kind: "dashboard-provider", path: /(^|\/)dashboards\/[^/]*\.ya?ml$/ },
];

/** The kind of a file: by its keys, or else by its folder. */
export const fileKind = (path: string, value: unknown): FileKind | undefined => {
  const byContent = contentMarks.find(
    ({ ending, keys }) => ending.test(path) && isRecord(value) && keys.some((key) => Object.hasOwn(value, key)),
  );
  return byContent?.kind ?? folders.find((folder) => folder.path.test(path))?.kind;
};

/** The format of a dashboard that Grafana's file provisioning rejects; `undefined` for classic JSON. */
export const rejectedFormat = (value: unknown): string | undefined => {
  if (!isRecord(value)) return undefined;
  const has = (key: string) => Object.hasOwn(value, key);
  if (has("apiVersion") && (has("kind") || has("spec"))) return "this is a Kubernetes resource (apiVersion, kind)";
  if (has("elements") || has("layout")) return "this is a dashboard in the v2 format (elements, layout)";
  return undefined;
};
