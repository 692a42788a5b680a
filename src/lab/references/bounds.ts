import { maxPathLength } from "../fields.js";
import type { PathIssue } from "../issue.js";
import type { LenientLab } from "../lenient-lab.js";

/**
 * The most bytes that the names of all entries of a list may have together. A query of the graphs repeats those of zones,
 * and those of infrastructure several times each; a dashboard repeats those of services.
 */
const maxBytes = { zones: 40_000, infrastructure: 3_000, services: 200_000 };

/** The most bytes of a name in a query: signs are escaped in a regular expression, which stands in a text. */
const bytesOf = (name: string): number =>
  new TextEncoder().encode(name.replaceAll(/[\\"$.*+?^|()[\]{}-]/g, (sign) => (sign === "\\" ? "4444" : "333"))).length;

const tooLong = (list: keyof typeof maxBytes, subject: string, names: readonly string[]): PathIssue[] => {
  // One that is too long by itself has an issue of its own.
  const bytes = names.filter(({ length }) => length <= maxPathLength).reduce((sum, name) => sum + bytesOf(name), 0);
  if (bytes <= maxBytes[list]) return [];
  const fix = `at most ${maxBytes[list]} are possible, where a sign counts several times: shorten them, or list fewer`;
  return [{ path: [list], reason: `has ${subject} of ${bytes} bytes together`, fix }];
};

/** Issues of names that are together too long for a query. */
export const boundIssues = ({ zones, infrastructure, services }: LenientLab): PathIssue[] => [
  ...tooLong(
    "zones",
    "names",
    zones.map(({ name }) => name),
  ),
  ...tooLong(
    "infrastructure",
    "names, jobs and services",
    infrastructure.flatMap(({ name, job, service }) => [name, job, service]),
  ),
  ...tooLong(
    "services",
    "names, backends and servers",
    services.flatMap(({ name, backends }) => [
      name,
      ...backends.flatMap((backend) => [backend.name, ...backend.servers.map(({ url }) => url)]),
    ]),
  ),
];
