import { canonicalAddress } from "../address.js";
import type { PathIssue } from "../issue.js";
import type { LenientLab } from "../lenient-lab.js";
import { fieldValues, isTaken, repeated, type UniqueValue } from "./unique.js";

/** Names of services and infrastructure: metrics carry both in one label, together with the `service` of a part. */
const repeatedServiceNames = ({ services, infrastructure, isInfrastructureOwn }: LenientLab): PathIssue[] => {
  const parts = fieldValues("infrastructure", infrastructure, "name", ({ name }) => name);
  // A part may be routed under its own name.
  const routed = fieldValues("infrastructure", infrastructure, "service", ({ service }) => service).filter(
    ({ key, path }) => key !== infrastructure[Number(path[1])]?.name,
  );
  const values = [...parts, ...routed, ...fieldValues("services", services, "name", ({ name }) => name)];
  return repeated(values, (first, again) => {
    if (first.path[0] === again.path[0]) return isTaken("give each a name of its own")(first);
    return isInfrastructureOwn
      ? isTaken("list it once: either under services or under infrastructure")(first)
      : { reason: "is part of the default infrastructure", fix: "drop it here, or list the infrastructure yourself" };
  });
};

const repeatedZoneNames = ({ zones }: LenientLab): PathIssue[] =>
  repeated(
    fieldValues("zones", zones, "name", ({ name }) => name),
    isTaken("give each zone a name of its own"),
  );

const repeatedJobs = ({ infrastructure }: LenientLab): PathIssue[] =>
  repeated(
    fieldValues("infrastructure", infrastructure, "job", ({ job }) => job),
    isTaken("list one part for each job; its instances are distinguished by address"),
  );

const repeatedResolvers = ({ resolvers }: LenientLab): PathIssue[] => {
  const names = fieldValues("resolvers", resolvers, "name", ({ name }) => name);
  const addresses = resolvers.flatMap((resolver, resolverIndex) =>
    resolver.addresses.map((address, index): UniqueValue => ({
      path: ["resolvers", resolverIndex, "addresses", index],
      value: address,
      key: canonicalAddress(address) ?? address,
    })),
  );
  return [
    ...repeated(names, isTaken("give each resolver a name of its own")),
    ...repeated(addresses, isTaken("an address belongs to one resolver: drop it from one of them")),
  ];
};

const repeatedFilterLists = ({ filter_lists }: LenientLab): PathIssue[] =>
  repeated(
    filter_lists.map(({ list }, index) => ({ path: ["filter_lists", index, "list"], value: list, key: String(list) })),
    isTaken("give each filter list one category"),
  );

const checks = [repeatedServiceNames, repeatedZoneNames, repeatedJobs, repeatedResolvers, repeatedFilterLists] as const;

/** Names and addresses that may occur once and occur again. */
export const nameIssues = (lab: LenientLab): PathIssue[] => checks.flatMap((check) => check(lab));
