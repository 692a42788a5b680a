/**
 * Links of rows. Grafana shows the links of a field in every row, of any kind, so one link for all rows is composed
 * of columns: a text, a value, a text, a value, and so on.
 */
import type { DataLink, DataLinkModel } from "../../grafana/index.js";
import { linkTarget, linkText, linkTitle, linkValue } from "./columns.js";
import type { TextColumn } from "./text-columns.js";

type Link = DataLink<string>;

/** The columns of a row's link. A variable whose label the id of a row doesn't hold is left out. */
export function linkColumns(link: Link | undefined): readonly TextColumn[] {
  if (link === undefined) return [];
  return [
    fixed(linkTitle, link.title),
    fixed(linkTarget, `/d/${link.uid}`),
    ...link.set.flatMap(([variable, label], index): TextColumn[] => [
      { ...fixed(linkText(index), `&var-${encodeURIComponent(variable)}=`), onlyWith: label },
      { name: linkValue(index), text: { type: "part", part: { label } } },
    ]),
  ];
}

const fixed = (name: string, text: string): TextColumn => ({ name, text: { type: "part", part: { text } } });

/**
 * The one link of all rows, or none if no kind has one. `rows` names them in messages.
 * @throws if only some kinds have a link, if links differ in `newTab`, or if one link keeps a variable that another sets.
 */
export function rowLink(rows: "nodes" | "edges", links: readonly (Link | undefined)[]): DataLinkModel | undefined {
  const given = links.filter((link) => link !== undefined);
  const [first] = given;
  if (first === undefined) return undefined;
  if (given.length < links.length) {
    throw new Error(`${rows}: some kinds have a link and others have none; Grafana shows it at all of them or at none`);
  }
  if (given.some(({ newTab }) => newTab !== first.newTab)) {
    throw new Error(`${rows}: some links open a new tab and others don't; Grafana knows one way for all`);
  }
  const kept = [...new Set(given.flatMap(({ keep }) => keep))];
  const set = new Set(given.flatMap((link) => link.set.map(([variable]) => variable)));
  const both = kept.find((variable) => set.has(variable));
  if (both !== undefined) {
    throw new Error(`${rows}: one link keeps the variable "${both}" and another sets it; do one of the two for all`);
  }
  return { title: field(linkTitle, "raw"), url: urlOf(given, kept), targetBlank: first.newTab };
}

const field = (name: string, format: string) => `\${__data.fields.${name}:${format}}`;

function urlOf(links: readonly Link[], kept: readonly string[]): string {
  const length = Math.max(...links.map(({ set }) => set.length));
  const set = Array.from({ length }, (_, index) =>
    [field(linkText(index), "raw"), field(linkValue(index), "percentencode")].join(""),
  );
  const variables = kept.map((variable) => `&\${${variable}:queryparam}`);
  return [field(linkTarget, "raw"), "?${__url_time_range}", ...set, ...variables].join("");
}
