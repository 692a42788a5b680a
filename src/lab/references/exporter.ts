import type { PathIssue } from "../issue.js";
import type { LenientLab } from "../lenient-lab.js";

/** Keys of AdGuard Home that have a meaning only together. */
const pairs = [
  ["username", "password_file"],
  ["certificate", "key"],
] as const;

const incompletePairs = ({ exporter: { adguard } }: LenientLab): PathIssue[] =>
  pairs.flatMap(([left, right]) => {
    if (adguard === undefined || (adguard[left] === undefined) === (adguard[right] === undefined)) return [];
    const [has, lacks] = adguard[left] === undefined ? [right, left] : [left, right];
    return [
      { path: ["exporter", "adguard", has], reason: `has no ${lacks} beside it`, fix: `add ${lacks} or drop ${has}` },
    ];
  });

const missingQueryLog = ({ exporter: { adguard } }: LenientLab): PathIssue[] =>
  adguard?.query_log === "api" && adguard.url === undefined
    ? [
        {
          path: ["exporter", "adguard"],
          reason: "has neither a url nor a file to read queries from",
          fix: "add the url, write the path of querylog.json as query_log, or leave adguard out",
        },
      ]
    : [];

/** Issues of the exporter's sources. */
export const exporterIssues = (lab: LenientLab): PathIssue[] => [...incompletePairs(lab), ...missingQueryLog(lab)];
