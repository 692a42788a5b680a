/**
 * Links of rows. Grafana shows the links of a field in every row, of any kind, so one link for all rows is composed
 * of columns: a text, a value, a text, a value, and so on.
 */
import type { DataLink, DataLinkModel } from "../../grafana/index.js";
import { linkTarget, linkText, linkTitle, linkValue } from "./columns.js";
import type { TextColumn } from "./text-columns.js";

type Link = DataLink<string>;

/** The links without their title if that is the same for all: then it takes no column. */
export function withoutSharedTitle<Model extends { readonly link: Link | undefined }>(
  models: readonly Model[],
): Model[] {
  const titles = new Set(models.map(({ link }) => link?.title));
  return models.map((model) =>
    titles.size > 1 || model.link === undefined ? model : { ...model, link: { ...model.link, title: "" } },
  );
}

/**
 * The columns of a row's link. A variable whose label the id of a row doesn't hold is left out.
 *
 * @param always labels that all rows have: their first variable takes no column
 */
export function linkColumns(link: Link | undefined, always: readonly string[] = []): readonly TextColumn[] {
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
  const titles = new Set(given.map(({ title }) => title));
  return {
    title: titles.size > 1 ? field(linkTitle, "raw") : first.title,
    url: urlOf(given, kept),
    targetBlank: first.newTab,
  };
}

const field = (name: string, format: string) => `\${__data.fields.${name}:${format}}`;

function urlOf(links: readonly Link[], kept: readonly string[]): string {
  const length = Math.max(...links.map(({ set }) => set.length));
  const set = Array.from({ length }, (_, index) =>
    [field(linkText(index), "raw"), field(linkValue(index), "percentencode")].join(""),
  );
  const variables = kept.map((variable) => `&\${${variable}:queryparam}`);
  return [field(linkTarget, "raw"), ...set, "&${__url_time_range}", ...variables].join("");
}
