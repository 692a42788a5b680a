const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  // Grafana replaces `$name`, `${name}` and `[[name]]` anywhere in a query, inside strings too.
  $: "\\x24",
  "[": "\\x5b",
  // Prometheus takes it for invalid UTF-8 and rejects the query.
  "\uFFFD": "\\ufffd",
};

const special = /[\\"\n\r\t$[\uFFFD]/;

/** A PromQL string literal with exactly this value, which Grafana passes on unchanged. */
export function quote(value: string): string {
  if (!special.test(value)) return `"${value}"`;
  return `"${value.replace(/[\\"\n\r\t$\uFFFD]|\[(?=\[)/g, (character) => escapes[character] ?? character)}"`;
}

/**
 * The replacement of `label_replace`. `$1` and `${1}` refer to groups of the pattern and stay unescaped: Grafana has no
 * variable whose name is a digit. `$$` is a literal dollar sign.
 */
export function quoteReplacement(value: string): string {
  const quoted = quote(value);
  return quoted.includes("\\x24") ? quoted.replace(/\\x24(?=\d|\{\d)/g, "$") : quoted;
}

/** A regular expression (RE2) that matches exactly this text. */
export function escapeRegularExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
