/** How Grafana writes variables into text: `$name`, `${name}`, `${name:format}`, `${name.field}`, `[[name]]`. */
const syntax = /\$(\w+)|\$\{(\w+)(?:\.[^:}]+)?(?::([^}]+))?\}|\[\[(\w+)(?::\w+)?\]\]/g;

export interface VariableUse {
  readonly name: string;
  readonly format: string | undefined;
}

/**
 * The variables that a text names. What begins with a digit is a group of a regular expression (`$1`), as label_replace
 * and renameByRegex have them.
 */
export const variablesIn = (text: string): readonly VariableUse[] =>
  [...text.matchAll(syntax)]
    .map(([, plain, braced, format, bracketed]) => ({ name: plain ?? braced ?? bracketed ?? "", format }))
    .filter(({ name }) => !/^\d/.test(name));

/** What Grafana sets itself, in queries, links, titles and data links. */
export const globalVariables: readonly string[] = [
  "__interval", "__interval_ms", "__rate_interval", "__rate_interval_ms", "__range", "__range_s", "__range_ms",
  "__from", "__to", "__timezone", "__url_time_range", "__all_variables", "__dashboard", "__org", "__user", "__data",
  "__field", "__value", "__series", "timeFilter",
]; // prettier-ignore
