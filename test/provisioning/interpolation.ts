/**
 * Grafana's interpolation of a string value in provisioning YAML, after its documentation and source: the value is split
 * at `$$`; in each part `$__env{…}`, `${…}` and `$__file{…}` are replaced, then `$NAME` and `${NAME}` once more; the
 * parts are joined by `$`.
 */
export function asGrafanaReads(
  value: string,
  environment: Readonly<Record<string, string>>,
  readFile: (path: string) => string,
): string {
  const expand = (text: string, wanted: readonly string[], replace: (argument: string) => string) =>
    text.replace(/\$(|__\w+)\{([^}]+)\}/g, (whole, name: string, argument: string) =>
      wanted.includes(name) ? replace(argument) : whole,
    );
  const variable = (name: string) => environment[name] ?? "";
  return value
    .split("$$")
    .map((part) => expand(part, ["", "__env"], variable))
    .map((part) => expand(part, ["__file"], (path) => readFile(path).trim()))
    .map((part) =>
      part.replace(/\$(?:\{([^}]*)\}|([A-Za-z0-9_]+))/g, (_, braced?: string, bare?: string) =>
        variable(braced ?? bare ?? ""),
      ),
    )
    .join("$");
}
