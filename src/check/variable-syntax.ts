/**
 * Grafana's syntax of variables in text: `$name`, `${name}`, `${name:format}`, `${name.field}`, `[[name]]`. `$1` is a
 * group of a regular expression, as in label_replace and renameByRegex.
 */
const syntax = /\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)(?:\.[^:}]+)?(?::[^}]+)?\}|\[\[([A-Za-z_]\w*)(?::\w+)?\]\]/g;

const none: readonly string[] = [];

/** The variables that a text names, each once. */
export const variablesIn = (text: string): readonly string[] => {
  // Most texts have no variable; this test is cheaper than the regular expression.
  if (!text.includes("$") && !text.includes("[[")) return none;
  const names = new Set<string>();
  for (const [, plain, braced, bracketed] of text.matchAll(syntax)) names.add(plain ?? braced ?? bracketed ?? "");
  return [...names];
};

/** Variables that Grafana sets in queries, links, titles and data links. */
export const globalVariables: readonly string[] = [
  "__interval", "__interval_ms", "__rate_interval", "__rate_interval_ms", "__range", "__range_s", "__range_ms",
  "__from", "__to", "__timezone", "__url_time_range", "__all_variables", "__dashboard", "__org", "__user", "__data",
  "__field", "__value", "__series", "timeFilter",
]; // prettier-ignore
