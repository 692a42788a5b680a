import { ProvisioningError } from "./error.js";

/**
 * Text without interpolation. In provisioning YAML Grafana replaces `$NAME`, `${NAME}`, `$__env{…}` and `$__file{…}` in
 * every string value, and `$$` is its only escape for `$`. It replaces nothing in keys and in the JSON of dashboards.
 */
export const literal = (text: string) => text.replaceAll("$", "$$$$");

/**
 * The trimmed content of a file, which Grafana reads when it provisions. The path has no escapes: it ends at the first
 * `}`, and `$$` would split the value.
 *
 * @param field key of the lab that holds the path, for the error: `certificates.key`
 * @throws {@link ProvisioningError} where the path holds `}` or `$$`
 */
export function contentOfFile(field: string, path: string): string {
  const forbidden = ["}", "$$"].find((text) => path.includes(text));
  if (forbidden !== undefined)
    throw new ProvisioningError(
      `${field}: "${path}" can't be written as $__file{…}, which has no escape for "${forbidden}": ` +
        `rename the file, or choose \`credentials: environment\` under \`datasource\``,
    );
  return `$__file{${path}}`;
}

/** The content of an environment variable of Grafana's process. */
export const contentOfVariable = (name: string) => `\${${name}}`;
