import { ProvisioningError } from "./error.js";

/**
 * Text that Grafana must read as it stands. In provisioning YAML Grafana replaces `$NAME`, `${NAME}`, `$__env{…}` and
 * `$__file{…}` in every string value; `$$` is its only way to say `$`. Keys, and dashboards' JSON, are left alone.
 */
export const literal = (text: string) => text.replaceAll("$", "$$$$");

/**
 * The trimmed content of a file, read by Grafana when it provisions. A path has no escapes there: it ends at the first
 * `}`, and `$$` would cut the value in two.
 *
 * @param field where the path comes from, for the error: `certificates.key`
 * @throws {@link ProvisioningError} where Grafana couldn't read the path back
 */
export function contentOfFile(field: string, path: string): string {
  const obstacle = ["}", "$$"].find((text) => path.includes(text));
  if (obstacle !== undefined)
    throw new ProvisioningError(
      `${field}: "${path}" can't be written as $__file{…}, which has no escape for "${obstacle}": ` +
        `rename the file, or choose \`credentials: environment\` under \`datasource\``,
    );
  return `$__file{${path}}`;
}

/** The content of an environment variable of Grafana's process. */
export const contentOfVariable = (name: string) => `\${${name}}`;
