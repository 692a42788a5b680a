import type { PathIssue } from "../issue.js";
import type { LenientLab } from "../lenient-lab.js";
import { isTaken, quoted, repeated } from "./unique.js";

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

const targetsOf = ({ exporter }: LenientLab) => exporter.probe.dns.targets;

const targetPath = ["exporter", "probe", "dns", "targets"] as const;

const repeatedTargets = (lab: LenientLab): PathIssue[] =>
  repeated(
    targetsOf(lab).map(({ name }, index) => ({ path: [...targetPath, index, "name"], value: name, key: name })),
    isTaken("list each DNS server once"),
  );

/** The health of a DNS server joins its probe by this name. */
const unknownTargets = (lab: LenientLab): PathIssue[] => {
  const servers = lab.infrastructure.filter(({ kind }) => kind === "dns").map(({ name }) => name);
  return targetsOf(lab).flatMap(({ name }, index) =>
    name === "" || servers.includes(name)
      ? []
      : [
          {
            path: [...targetPath, index, "name"],
            value: name,
            reason: "is not the name of an infrastructure of kind dns",
            fix: servers.length > 0 ? `write one of ${quoted(servers)}` : "add it under infrastructure",
          },
        ],
  );
};

/** Issues of the exporter's sources and probes. */
export const exporterIssues = (lab: LenientLab): PathIssue[] => [
  ...incompletePairs(lab),
  ...missingQueryLog(lab),
  ...repeatedTargets(lab),
  ...unknownTargets(lab),
];
