/**
 * The text without anything that Grafana would replace as a variable. Grafana has no escape for `$` outside of queries,
 * so that a character without width (word joiner) follows it.
 */
export function verbatim(text: string): string {
  return text.replace(/\$(?=[\w{])|\[(?=\[)/g, "$&\u2060");
}
