import type { Finding, SkippedLink } from "./finding.js";

const texts: Readonly<Record<SkippedLink["reason"], { readonly message: string; readonly fix: string }>> = {
  broken: {
    message: "this symbolic link leads to nothing, and Grafana can't read it",
    fix: "remove it, or let it lead to a file",
  },
  loop: {
    message: "this symbolic link leads back to itself or to a directory that holds it, and was skipped",
    fix: "remove it: Grafana doesn't follow it either",
  },
  repeated: {
    message: "this symbolic link leads to a directory that is checked already, and was skipped",
    fix: "remove it: with it Grafana would read the same dashboards twice",
  },
};

/** The finding for a symbolic link behind which nothing was read. */
export const linkFinding = ({ path, reason }: SkippedLink): Finding => ({
  rule: "file/link",
  file: path,
  path,
  ...texts[reason],
  severity: "error",
});
