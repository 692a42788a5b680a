import type { Text } from "./file-model.js";

/** A link in a text to a dashboard of this Grafana. */
export interface DashboardLink {
  readonly uid: string;
  /** Names of the variables that the link hands over: `var-zone=…` and `${zone:queryparam}`. */
  readonly variables: readonly string[];
}

/** Words that a person reads, with links among them. */
const linkKeys: ReadonlySet<string> = new Set(["content", "description"]);

const token = /[^\s"'<>()[\]]*\/d\/[^\s"'<>()[\]]*/g;

const read = (url: string): readonly DashboardLink[] => {
  if (/^([a-z][a-z0-9+.-]*:)?\/\//i.test(url)) return [];
  const uid = /(?:^|\/)d\/([\w-]+)(?=[/?#&]|$)/.exec(url)?.[1];
  if (uid === undefined) return [];
  const named = [...url.matchAll(/[?&]var-(\w+)=/g)].map((match) => match[1] ?? "");
  const joined = [...url.matchAll(/\$\{(\w+):queryparam\}/g)].map((match) => match[1] ?? "");
  return [{ uid, variables: [...new Set([...named, ...joined])].filter((name) => !name.startsWith("__")) }];
};

/**
 * The links to dashboards by uid: the text itself where it is a `url`, else those in it. Links to another host, and
 * those whose uid a variable holds, are left out.
 */
export const dashboardLinks = ({ key, text }: Text): readonly DashboardLink[] => {
  if (key === "url") return read(text);
  return linkKeys.has(key) ? [...text.matchAll(token)].flatMap(([url]) => read(url)) : [];
};
