/**
 * Links of rows. Grafana shows the links of a field in every row, of any kind, so one link for all rows is composed
 * of columns: a text, a value, a text, a value, and so on. Variables that links keep come last. In a row that keeps fewer
 * of them a column holds `#`, behind which the browser reads a fragment: Grafana reads no variables from it.
 */
import type { DataLink, DataLinkModel } from "../../grafana/index.js";
import { linkEnd, linkTarget, linkText, linkTitle, linkValue } from "./columns.js";
import type { LinkCase, LinkModel } from "./model.js";
import type { TextColumn } from "./text-columns.js";

type Rows = "nodes" | "edges";

interface Linked {
  readonly link: LinkModel | undefined;
  readonly linkCases?: readonly LinkCase[];
}

const linksOf = ({ link, linkCases = [] }: Linked): readonly (LinkModel | undefined)[] => [
  link,
  ...linkCases.map((one) => one.link),
];

/**
 * The models with links that know where each ends, and without their title if that is the same for all: then it takes no
 * column. `rows` names them in messages.
 * @throws if a link keeps a variable that it sets, or if the variables that one link keeps aren't the first ones of those
 *   that another keeps.
 */
export function withLinkEnds<Model extends Linked>(rows: Rows, models: readonly Model[]): Model[] {
  const links = models.flatMap((model) => linksOf(model));
  const hasSharedTitle = new Set(links.map((link) => link?.title)).size <= 1;
  const kept = keptBy(rows, links);
  const finished = (link: LinkModel): LinkModel => ({
    ...link,
    ...(hasSharedTitle ? { title: "" } : {}),
    ...(link.keep.length < kept.length ? { end: link.keep.length } : {}),
  });
  return models.map((model) => ({
    ...model,
    link: model.link && finished(model.link),
    ...(model.linkCases === undefined
      ? {}
      : { linkCases: model.linkCases.map((one) => ({ ...one, link: finished(one.link) })) }),
  }));
}

/** The variables that links keep, those that most links keep first. */
function keptBy(rows: Rows, links: readonly (LinkModel | undefined)[]): readonly string[] {
  const lists = links.flatMap((link) => (link === undefined ? [] : [link.keep]));
  const all = lists.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const count = (variable: string) => lists.filter((list) => list.includes(variable)).length;
  const both = links.flatMap((link) => link?.keep.filter((one) => link.set.some(([set]) => set === one)) ?? [])[0];
  if (both !== undefined)
    throw new Error(`${rows}: a link keeps the variable "${both}" and sets it; do one of the two`);
  const ordered = all.toSorted((a, b) => count(b) - count(a));
  const other = lists.find((list) => !isSameSet(list, ordered.slice(0, list.length)));
  if (other !== undefined) {
    throw new Error(
      `${rows}: one link keeps ${other.join(", ")} and another ${ordered.join(", ")}; each link keeps the first ones of one list, since Grafana has one link for all rows`,
    );
  }
  return ordered;
}

const isSameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((one) => b.includes(one));

/**
 * The columns of a row's link. A variable whose label the id of a row doesn't hold is left out.
 *
 * @param always labels that all rows have: their first variable takes no column
 */
export function linkColumns(link: LinkModel | undefined, always: readonly string[] = []): readonly TextColumn[] {
  if (link === undefined) return [];
  const [first] = link.set;
  const isJoined = first !== undefined && always.includes(first[1]);
  const parameter = (variable: string) => `var-${encodeURIComponent(variable)}=`;
  return [
    ...(link.title === "" ? [] : [fixed(linkTitle, link.title)]),
    fixed(linkTarget, `/d/${link.uid}?${isJoined ? parameter(first[0]) : ""}`),
    ...link.set.flatMap(([variable, label], index): TextColumn[] => [
      ...(index === 0 && isJoined
        ? []
        : [{ ...fixed(linkText(index), `${index === 0 ? "" : "&"}${parameter(variable)}`), onlyWith: label }]),
      { name: linkValue(index), text: { type: "part", part: { label } } },
    ]),
    ...(link.end === undefined ? [] : [fixed(linkEnd(link.end), "#")]),
  ];
}

const fixed = (
  name: string,
  text: string,
): TextColumn & { readonly text: { readonly part: { readonly text: string } } } => ({
  name,
  text: { type: "part", part: { text } },
});

/** The texts of the columns in which the link of a case differs from the other one. They have no variables to set. */
export function linkCaseTexts(link: LinkModel, { link: other }: LinkCase): readonly (readonly [string, string])[] {
  const texts = (of: LinkModel) => [
    ...(of.title === "" ? [] : [[linkTitle, of.title] as const]),
    [linkTarget, `/d/${of.uid}?`] as const,
    ...(of.end === undefined ? [] : [[linkEnd(of.end), "#"] as const]),
  ];
  const changed = new Map([...texts(link).map(([name]) => [name, ""] as const), ...texts(other)]);
  return [...changed].filter(([name, text]) => !texts(link).some(([one, same]) => one === name && same === text));
}

/**
 * The one link of all rows, or none if no kind has one. `rows` names them in messages.
 * @throws if only some kinds have a link, or if links differ in `newTab`.
 */
export function rowLink(rows: Rows, models: readonly Linked[]): DataLinkModel | undefined {
  const links = models.flatMap((model) => linksOf(model));
  const given = links.filter((link) => link !== undefined);
  const [first] = given;
  if (first === undefined) return undefined;
  if (given.length < links.length) {
    throw new Error(`${rows}: some kinds have a link and others have none; Grafana shows it at all of them or at none`);
  }
  if (given.some(({ newTab }) => newTab !== first.newTab)) {
    throw new Error(`${rows}: some links open a new tab and others don't; Grafana knows one way for all`);
  }
  const titles = new Set(given.map(({ title }) => title));
  return {
    title: grouped(titles.size > 1 ? field(linkTitle, "raw") : first.title),
    url: urlOf(given, keptBy(rows, given)),
    targetBlank: first.newTab,
  };
}

/** Grafana shows a link without a group below the headline "Open in Explore". The group stands before a slash. */
const grouped = (title: string) => (title.includes("/") ? title : `Dashboards/${title}`);

const field = (name: string, format: string) => `\${__data.fields.${name}:${format}}`;

function urlOf(links: readonly DataLink<string>[], kept: readonly string[]): string {
  const length = Math.max(...links.map(({ set }) => set.length));
  const set = Array.from({ length }, (_, index) =>
    [field(linkText(index), "raw"), field(linkValue(index), "percentencode")].join(""),
  );
  const variables = kept.map((variable, index) => {
    const end = links.some(({ keep }) => keep.length === index) ? field(linkEnd(index), "raw") : "";
    return `${end}&\${${variable}:queryparam}`;
  });
  return [field(linkTarget, "raw"), ...set, "&${__url_time_range}", ...variables].join("");
}
