import type { PathIssue } from "../issue.js";
import type { LenientLab } from "../lenient-lab.js";
import { spellings } from "../spellings.js";

/** Keys that a mapping holds in both of their spellings. */
export const doubleSpellingIssues = ({ zones, exporter: { metrics } }: LenientLab): PathIssue[] => {
  const mappings = [
    ...zones.map((zone, index) => ({ path: ["zones", index], mapping: zone })),
    { path: ["exporter", "metrics"], mapping: metrics },
  ];
  return mappings.flatMap(({ path, mapping }) => {
    const given = new Map<string, unknown>(Object.entries(mapping));
    const isDouble = ([american, british]: readonly [string, string]) =>
      given.get(american) !== undefined && given.get(british) !== undefined;
    return Object.entries(spellings)
      .filter(isDouble)
      .map(([american, british]): PathIssue => {
        const reason = `is another spelling of ${british} beside it`;
        return { path: [...path, american], reason, fix: "drop one of them" };
      });
  });
};
