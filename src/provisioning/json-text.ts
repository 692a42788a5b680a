/** Longer lists and objects have a line for each entry. */
const longest = 200;

/** JSON as text, indented by tabs. Short lists and objects stand in one line: easier to read, and a third shorter. */
export const jsonText = (value: object): string => `${textOf(value, "") ?? "{}"}\n`;

/** Undefined for what JSON doesn't have, as a function. */
function textOf(value: unknown, indent: string): string | undefined {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const deeper = `${indent}\t`;
  if (Array.isArray(value)) {
    const entries = value.map((one: unknown) => textOf(one, deeper) ?? "null");
    return joined("[", entries, "]", indent);
  }
  const entries = Object.entries(value).flatMap(([key, one]) => {
    const text = textOf(one, deeper);
    return text === undefined ? [] : [`${JSON.stringify(key)}: ${text}`];
  });
  return joined("{", entries, "}", indent);
}

function joined(open: string, entries: readonly string[], close: string, indent: string): string {
  if (entries.length === 0) return `${open}${close}`;
  const space = open === "{" ? " " : "";
  const line = `${open}${space}${entries.join(", ")}${space}${close}`;
  if (indent.length + line.length <= longest && !line.includes("\n")) return line;
  return `${open}\n${entries.map((entry) => `${indent}\t${entry}`).join(",\n")}\n${indent}${close}`;
}
