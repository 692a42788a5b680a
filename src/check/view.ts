import type { FileKind } from "./file-kind.js";
import { below, type Place, type Source, type Step } from "./place.js";
import { isList, isRecord, list, own, text } from "./value.js";

/**
 * What rules look at: the parts of the files that have names, each with its place. It takes what it finds and leaves out
 * what doesn't have the right shape, which is the schema's business.
 */
export interface Tree {
  readonly dashboards: readonly Dashboard[];
  readonly datasources: readonly Datasource[];
  readonly providers: readonly Provider[];
  /** Every text of every file. */
  readonly texts: readonly Text[];
}

export interface Dashboard {
  readonly place: Place;
  readonly uid: string | undefined;
  readonly tags: readonly string[];
  /** Panels and rows at the top; what a row holds stands in it. */
  readonly panels: readonly Panel[];
  readonly variables: readonly Variable[];
  readonly links: readonly {
    readonly place: Place;
    readonly type: string | undefined;
    readonly tags: readonly string[];
  }[];
  /** Every text of the dashboard in which variables and links can stand. */
  readonly texts: readonly Text[];
  /** Every reference to a datasource. */
  readonly datasources: readonly { readonly place: Place; readonly uid: string }[];
}

export interface Panel {
  readonly place: Place;
  readonly type: string | undefined;
  readonly id: number | undefined;
  readonly collapsed: boolean;
  readonly area: Area | undefined;
  readonly targets: readonly { readonly place: Place; readonly refId: string | undefined }[];
  readonly panels: readonly Panel[];
}

/** A place in the grid, in columns and rows. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Variable {
  readonly place: Place;
  readonly name: string;
  readonly type: string | undefined;
}

export interface Text {
  readonly place: Place;
  /** The key under which it stands; in a list, the list's. */
  readonly key: string;
  readonly text: string;
}

export interface Datasource {
  readonly place: Place;
  readonly name: string | undefined;
  readonly uid: string | undefined;
}

export interface Provider {
  readonly place: Place;
  readonly name: string | undefined;
  /** The folder it reads, as Grafana sees it. */
  readonly path: string | undefined;
}

/** A file that was read and whose kind is known. */
export interface KnownFile {
  readonly kind: FileKind;
  readonly source: Source;
}

/** The entries of a list in a value, each with its place. */
const entries = (place: Place, value: unknown, ...steps: readonly string[]) => {
  const found = steps.reduce<unknown>((inner, step) => own(inner, step), value);
  return list(found).map((entry, index) => ({ entry, place: below(place, ...steps, index) }));
};

const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

const area = (value: unknown): Area | undefined => {
  const [x, y, w, h] = ["x", "y", "w", "h"].map((key) => number(own(value, key)));
  return x === undefined || y === undefined || w === undefined || h === undefined ? undefined : { x, y, w, h };
};

/** Files are at most 50 levels deep when they come here, so that walking down by calls is safe. */
const panel = (value: unknown, place: Place): Panel => ({
  place,
  type: text(own(value, "type")),
  id: number(own(value, "id")),
  collapsed: own(value, "collapsed") === true,
  area: area(own(value, "gridPos")),
  targets: entries(place, value, "targets").map(({ entry, place: at }) => ({
    place: at,
    refId: text(own(entry, "refId")),
  })),
  panels: entries(place, value, "panels").map(({ entry, place: at }) => panel(entry, at)),
});

function* walk(value: unknown, place: Place): Generator<{ value: unknown; place: Place }> {
  yield { value, place };
  const inner: readonly (readonly [Step, unknown])[] = isList(value)
    ? value.map((entry, index) => [index, entry] as const)
    : isRecord(value)
      ? Object.entries(value)
      : [];
  for (const [step, entry] of inner) yield* walk(entry, below(place, step));
}

const keyOf = (place: Place) => place.steps.findLast((step): step is string => typeof step === "string") ?? "";

const texts = (all: readonly { value: unknown; place: Place }[]): readonly Text[] =>
  all.flatMap(({ value, place }) => (typeof value === "string" ? [{ place, key: keyOf(place), text: value }] : []));

/** The values of a variable, which Grafana takes as they are: `$__all` among them. */
const isValue = ({ steps: [top, , , key] }: Place) =>
  top === "templating" && (key === "current" || key === "options" || key === "staticOptions");

const dashboard = (source: Source): Dashboard => {
  const { value } = source;
  const top: Place = { source, steps: [] };
  const all = [...walk(value, top)];
  return {
    place: top,
    uid: text(own(value, "uid")),
    tags: list(own(value, "tags")).filter((tag) => typeof tag === "string"),
    panels: entries(top, value, "panels").map(({ entry, place }) => panel(entry, place)),
    variables: entries(top, value, "templating", "list").flatMap(({ entry, place }) => {
      const name = text(own(entry, "name"));
      return name === undefined ? [] : [{ place, name, type: text(own(entry, "type")) }];
    }),
    links: entries(top, value, "links").map(({ entry, place }) => ({
      place,
      type: text(own(entry, "type")),
      tags: list(own(entry, "tags")).filter((tag) => typeof tag === "string"),
    })),
    texts: texts(all).filter(({ place }) => !isValue(place)),
    datasources: all.flatMap(({ value: found, place }) => {
      const uid = place.steps.at(-1) === "datasource" ? text(own(found, "uid")) : undefined;
      return uid === undefined ? [] : [{ place, uid }];
    }),
  };
};

const datasources = (source: Source): readonly Datasource[] =>
  entries({ source, steps: [] }, source.value, "datasources").map(({ entry, place }) => ({
    place,
    name: text(own(entry, "name")),
    uid: text(own(entry, "uid")),
  }));

const providers = (source: Source): readonly Provider[] =>
  entries({ source, steps: [] }, source.value, "providers").map(({ entry, place }) => ({
    place,
    name: text(own(entry, "name")),
    path: text(own(own(entry, "options"), "path")),
  }));

/** Puts the files side by side, so that a rule can look from one into the other. */
export const tree = (files: readonly KnownFile[]): Tree => {
  const of = (kind: FileKind) => files.filter((file) => file.kind === kind).map(({ source }) => source);
  return {
    dashboards: of("dashboard").map(dashboard),
    datasources: of("datasource").flatMap(datasources),
    providers: of("dashboard-provider").flatMap(providers),
    texts: files.flatMap(({ source }) => texts([...walk(source.value, { source, steps: [] })])),
  };
};

/** Panels, rows and what the rows hold, as one list. */
export const allPanels = (panels: readonly Panel[]): readonly Panel[] =>
  panels.flatMap((each) => [each, ...allPanels(each.panels)]);
