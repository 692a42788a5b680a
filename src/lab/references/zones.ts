import { canonicalCidr } from "../address.js";
import type { PathIssue } from "../issue.js";
import { pathText } from "../lab-error.js";
import type { LenientLab } from "../lenient-lab.js";
import { suggestionText } from "../suggestion-text.js";
import { quoted, repeated, type UniqueValue } from "./unique.js";

const emptyZones = ({ areZonesEmpty }: LenientLab): PathIssue[] =>
  areZonesEmpty
    ? [
        {
          path: ["zones"],
          reason: "there are no zones",
          fix: "add at least one, or leave the key out for the default lab's",
        },
      ]
    : [];

const incompleteCoordinates = ({ zones }: LenientLab): PathIssue[] =>
  zones.flatMap(({ latitude, longitude }, index) => {
    if ((latitude === undefined) === (longitude === undefined)) return [];
    const [has, lacks] = latitude === undefined ? ["longitude", "latitude"] : ["latitude", "longitude"];
    return [
      { path: ["zones", index, has], reason: `has no ${lacks} beside it`, fix: `add the ${lacks} or drop the ${has}` },
    ];
  });

const repeatedCidrs = ({ zones }: LenientLab): PathIssue[] => {
  const values = zones.flatMap(({ cidrs }, zone) =>
    cidrs.map((cidr, index): UniqueValue => ({
      path: ["zones", zone, "cidrs", index],
      value: cidr,
      key: canonicalCidr(cidr) ?? "",
    })),
  );
  return repeated(values, (first, again) => {
    const same = first.value === again.value ? "is already" : `is the same block as ${JSON.stringify(first.value)},`;
    const inOneZone = first.path[1] === again.path[1];
    return {
      reason: `${same} ${pathText(first.path)}`,
      fix: inOneZone ? "drop one of them" : "an address has one zone: drop it from one of them or narrow it",
    };
  });
};

const unknownZones = ({ zones, services, infrastructure, clients, resolvers }: LenientLab): PathIssue[] => {
  const names = zones.map(({ name }) => name).filter((name) => name !== "");
  if (names.length === 0) return [];
  return Object.entries({ services, infrastructure, clients, resolvers }).flatMap(([list, entries]) =>
    entries.flatMap(({ zone }, index): PathIssue[] => {
      if (zone === "" || names.includes(zone)) return [];
      const fix = suggestionText(zone, names, `its zones: ${quoted(names)}`);
      return [{ path: [list, index, "zone"], value: zone, reason: "is not a zone of the lab", fix }];
    }),
  );
};

/** Issues of zones, and of references to them. */
export const zoneIssues = (lab: LenientLab): PathIssue[] =>
  [emptyZones, incompleteCoordinates, repeatedCidrs, unknownZones].flatMap((check) => check(lab));
