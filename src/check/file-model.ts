import type { FileKind } from "./file-kind.js";
import { below, type Location, type Source, type Step } from "./location.js";
import { isList, isRecord, list, own, text } from "./value.js";
import { variablesIn } from "./variable-syntax.js";

/** The parts of the files that rules read, each with its location. Parts of a wrong shape are omitted: the schema reports them. */
export interface FileModel {
  /** All files of a known kind. */
  readonly files: readonly KnownFile[];
  readonly dashboards: readonly Dashboard[];
  readonly datasources: readonly Datasource[];
  readonly providers: readonly Provider[];
  /** Every text of every file. */
  readonly texts: readonly Text[];
}

export interface Dashboard {
  readonly location: Location;
  readonly uid: string | undefined;
  readonly title: string | undefined;
  readonly tags: readonly string[];
  /** Panels and rows of the dashboard; a row has its own `panels`. */
  readonly panels: readonly Panel[];
  readonly variables: readonly Variable[];
  readonly links: readonly {
    readonly location: Location;
    readonly type: string | undefined;
    readonly tags: readonly string[];
  }[];
  /** Every text of the dashboard that may hold variables and links. */
  readonly texts: readonly Text[];
  /** Every reference to a datasource. */
  readonly datasources: readonly { readonly location: Location; readonly uid: string }[];
}

export interface Panel {
  readonly location: Location;
  readonly type: string | undefined;
  readonly id: number | undefined;
  readonly collapsed: boolean;
  readonly area: Area | undefined;
  readonly targets: readonly { readonly location: Location; readonly refId: string | undefined }[];
  readonly panels: readonly Panel[];
}

/** Position and size in the grid, in columns and rows. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Variable {
  readonly location: Location;
  readonly name: string;
  readonly type: string | undefined;
}

export interface Text {
  readonly location: Location;
  /** The key of the text; in a list, that of the list. */
  readonly key: string;
  readonly text: string;
  /** Names of the variables in it, each once. */
  readonly variables: readonly string[];
}

export interface Datasource {
  readonly location: Location;
  readonly name: string | undefined;
  readonly uid: string | undefined;
  readonly organization: string;
  readonly isDefault: boolean;
}

export interface Provider {
  readonly location: Location;
  readonly name: string | undefined;
  readonly organization: string;
  /** The folder of the dashboards, as Grafana sees it. */
  readonly path: string | undefined;
  /** The folder in Grafana: its title and its uid; empty texts mean none. */
  readonly folder: string;
  readonly folderUid: string;
  /** Whether each directory below `path` is a folder in Grafana. */
  readonly foldersFromFiles: boolean;
}

/** A parsed file of a known kind. */
export interface KnownFile {
  readonly kind: FileKind;
  readonly source: Source;
}

/** The entries of a list in a value, each with its location. */
const entries = (location: Location, value: unknown, ...steps: readonly string[]) => {
  const found = steps.reduce<unknown>((inner, step) => own(inner, step), value);
  return list(found).map((entry, index) => ({ entry, location: below(location, ...steps, index) }));
};

const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

const area = (value: unknown): Area | undefined => {
  const [x, y, w, h] = ["x", "y", "w", "h"].map((key) => number(own(value, key)));
  return x === undefined || y === undefined || w === undefined || h === undefined ? undefined : { x, y, w, h };
};

/** Recursion is safe: parsed files are at most 50 levels deep. */
const panel = (value: unknown, location: Location): Panel => ({
  location,
  type: text(own(value, "type")),
  id: number(own(value, "id")),
  collapsed: own(value, "collapsed") === true,
  area: area(own(value, "gridPos")),
  targets: entries(location, value, "targets").map(({ entry, location: at }) => ({
    location: at,
    refId: text(own(entry, "refId")),
  })),
  panels: entries(location, value, "panels").map(({ entry, location: at }) => panel(entry, at)),
});

/** Texts and datasources of a file, collected in one walk. */
interface Collected {
  readonly texts: readonly Text[];
  /** Every reference to a datasource. */
  readonly datasources: readonly { readonly location: Location; readonly uid: string }[];
}

const walk = (source: Source): Collected => {
  const texts: Text[] = [];
  const datasources: { location: Location; uid: string }[] = [];
  const steps: Step[] = [];
  const visit = (value: unknown, key: string) => {
    if (typeof value === "string") {
      const location: Location = { source, steps: [...steps] };
      texts.push({ location, key, text: value, variables: variablesIn(value) });
      // Before Grafana 8.3 a reference was a text: a name, a uid or a variable. The strict schema rejects it.
      if (source.foreign && steps.at(-1) === "datasource") datasources.push({ location, uid: value });
    } else if (isList(value)) {
      for (const [index, entry] of value.entries()) descend(index, entry, key);
    } else if (isRecord(value)) {
      const uid = steps.at(-1) === "datasource" ? text(own(value, "uid")) : undefined;
      if (uid !== undefined) datasources.push({ location: { source, steps: [...steps] }, uid });
      for (const inner of Object.keys(value)) descend(inner, value[inner], inner);
    }
  };
  const descend = (step: Step, value: unknown, key: string) => {
    steps.push(step);
    visit(value, key);
    steps.pop();
  };
  visit(source.value, "");
  return { texts, datasources };
};

/** Values of a variable, in which Grafana replaces nothing (`$__all`). */
const isVariableValue = ({ steps: [top, , , key] }: Location) =>
  top === "templating" && (key === "current" || key === "options" || key === "staticOptions");

/** Names of canvas elements and of their columns, which may be names of a network that hold a `$`. */
const isCanvasName = ({ steps }: Location) =>
  steps.includes("elements") && ["name", "field", "targetName"].includes(String(steps.at(-1)));

const dashboard = (source: Source, found: Collected): Dashboard => {
  const { value } = source;
  const top: Location = { source, steps: [] };
  return {
    location: top,
    uid: text(own(value, "uid")),
    title: text(own(value, "title")),
    tags: list(own(value, "tags")).filter((tag) => typeof tag === "string"),
    panels: entries(top, value, "panels").map(({ entry, location }) => panel(entry, location)),
    variables: entries(top, value, "templating", "list").flatMap(({ entry, location }) => {
      const name = text(own(entry, "name"));
      return name === undefined ? [] : [{ location, name, type: text(own(entry, "type")) }];
    }),
    links: entries(top, value, "links").map(({ entry, location }) => ({
      location,
      type: text(own(entry, "type")),
      tags: list(own(entry, "tags")).filter((tag) => typeof tag === "string"),
    })),
    texts: found.texts.filter(({ location }) => !isVariableValue(location) && !isCanvasName(location)),
    datasources: found.datasources,
  };
};

/** The organization of a datasource or a provider. Grafana takes 1 where there is none, and for 0. */
const organizationOf = (entry: unknown): string => {
  const id = own(entry, "orgId");
  return typeof id === "string" || (typeof id === "number" && id !== 0) ? String(id) : "1";
};

/** Whether Grafana reads a value as true: it accepts texts, too. */
const isTrue = (value: unknown): boolean =>
  value === true || ["1", "t", "T", "true", "TRUE", "True"].includes(String(value));

const datasources = (source: Source): readonly Datasource[] =>
  entries({ source, steps: [] }, source.value, "datasources").map(({ entry, location }) => ({
    location,
    name: text(own(entry, "name")),
    uid: text(own(entry, "uid")),
    organization: organizationOf(entry),
    isDefault: isTrue(own(entry, "isDefault")),
  }));

const providers = (source: Source): readonly Provider[] =>
  entries({ source, steps: [] }, source.value, "providers").map(({ entry, location }) => ({
    location,
    name: text(own(entry, "name")),
    organization: organizationOf(entry),
    path: text(own(own(entry, "options"), "path")),
    folder: text(own(entry, "folder")) ?? "",
    folderUid: text(own(entry, "folderUid")) ?? "",
    foldersFromFiles: isTrue(own(own(entry, "options"), "foldersFromFilesStructure")),
  }));

/** The model of all files together, so that rules can compare them. */
export const fileModel = (files: readonly KnownFile[]): FileModel => {
  const walked = files.map(({ kind, source }) => ({ kind, source, found: walk(source) }));
  const of = (kind: FileKind) => walked.filter((file) => file.kind === kind);
  return {
    files,
    dashboards: of("dashboard").map(({ source, found }) => dashboard(source, found)),
    datasources: of("datasource").flatMap(({ source }) => datasources(source)),
    providers: of("dashboard-provider").flatMap(({ source }) => providers(source)),
    texts: walked.flatMap(({ found }) => found.texts),
  };
};

/** Panels, rows and the panels of rows as one list. */
export const allPanels = (panels: readonly Panel[]): readonly Panel[] =>
  panels.flatMap((each) => [each, ...allPanels(each.panels)]);
