/**
 * Grafana shows a field's links at every row, whatever its kind, so one link for all rows is put together from what each
 * row says: a text, a value, a text, a value, and so on.
 */
import type { DataLink, DataLinkModel } from "../../grafana/index.js";
import { linkTarget, linkText, linkTitle, linkValue } from "./columns.js";
import type { TextColumn } from "./text-columns.js";

type Link = DataLink<string>;

/** The columns that a row's link needs. A variable whose label a row doesn't know is not handed over. */
export function linkColumns(link: Link | undefined): readonly TextColumn[] {
  if (link === undefined) return [];
  return [
    fixed(linkTitle, link.title),
    fixed(linkTarget, `/d/${link.uid}`),
    ...link.set.flatMap(([variable, label], index): TextColumn[] => [
      { ...fixed(linkText(index), `&var-${encodeURIComponent(variable)}=`), whereKnown: label },
      { name: linkValue(index), text: { type: "part", part: { label } } },
    ]),
  ];
}

const fixed = (name: string, text: string): TextColumn => ({ name, text: { type: "part", part: { text } } });

/**
 * The one link of all rows; none where no kind has one.
 * @throws if some kinds have a link and others have none; if they differ in `newTab`; if a variable that one of them
 * keeps is set by another.
 */
export function rowLink(what: string, links: readonly (Link | undefined)[]): DataLinkModel | undefined {
  const given = links.filter((link) => link !== undefined);
  const [first] = given;
  if (first === undefined) return undefined;
  if (given.length < links.length) {
    throw new Error(`${what}: some kinds have a link and others have none; Grafana shows it at all of them or at none`);
  }
  if (given.some(({ newTab }) => newTab !== first.newTab)) {
    throw new Error(`${what}: some links open a new tab and others don't; Grafana knows one way for all`);
  }
  const kept = [...new Set(given.flatMap(({ keep }) => keep))];
  const set = new Set(given.flatMap((link) => link.set.map(([variable]) => variable)));
  const both = kept.find((variable) => set.has(variable));
  if (both !== undefined) {
    throw new Error(`${what}: one link keeps the variable "${both}" and another sets it; do one of the two for all`);
  }
  const most = Math.max(...given.map((link) => link.set.length));
  const field = (name: string, format: string) => `\${__data.fields.${name}:${format}}`;
  const filled = Array.from({ length: most }, (_, index) =>
    [field(linkText(index), "raw"), field(linkValue(index), "percentencode")].join(""),
  );
  const variables = kept.map((variable) => `&\${${variable}:queryparam}`);
  const url = [field(linkTarget, "raw"), "?${__url_time_range}", ...filled, ...variables].join("");
  return { title: field(linkTitle, "raw"), url, targetBlank: first.newTab };
}
