import type { Text } from "./file-model.js";

/** A link to a dashboard of this Grafana. */
export interface DashboardLink {
  readonly uid: string;
  /** Names of the variables that the link passes: `var-zone=…` and `${zone:queryparam}`. */
  readonly variables: readonly string[];
}

/** Keys of texts that may hold links. */
const textKeys: ReadonlySet<string> = new Set(["content", "description"]);

const linkPattern = /[^\s"'<>()[\]]*\/d\/[^\s"'<>()[\]]*/g;

const linksOf = (url: string): readonly DashboardLink[] => {
  if (/^([a-z][a-z0-9+.-]*:)?\/\//i.test(url)) return [];
  const uid = /(?:^|\/)d\/([\w-]+)(?=[/?#&]|$)/.exec(url)?.[1];
  if (uid === undefined) return [];
  const named = [...url.matchAll(/[?&]var-(\w+)=/g)].map((match) => match[1] ?? "");
  const joined = [...url.matchAll(/\$\{(\w+):queryparam\}/g)].map((match) => match[1] ?? "");
  return [{ uid, variables: [...new Set([...named, ...joined])].filter((name) => !name.startsWith("__")) }];
};

/**
 * Links to dashboards by uid: the text itself where it is a `url`, else the links in it. Links to another host and links
 * with a variable as uid are omitted.
 */
export const dashboardLinks = ({ key, text }: Text): readonly DashboardLink[] => {
  if (key === "url") return linksOf(text);
  return textKeys.has(key) ? [...text.matchAll(linkPattern)].flatMap(([url]) => linksOf(url)) : [];
};
