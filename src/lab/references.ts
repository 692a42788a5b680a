import type * as z from "zod";
import { canonicalAddress, canonicalCidr, spanOf } from "./address.js";
import type { ValueIssue } from "./issue.js";
import { type LenientLab, lenientLab } from "./lenient-lab.js";
import { pathText } from "./lab-error.js";
import { spellings } from "./spellings.js";
import { suggestionText } from "./suggestion-text.js";

type Path = readonly (string | number)[];

/** A mistake that shows only when two places of the lab are seen together. */
interface ReferenceIssue extends ValueIssue {
  readonly path: Path;
  readonly value?: unknown;
}

/** A value that must not be found twice, under the spelling by which it is compared. */
interface Claim {
  readonly path: Path;
  readonly value: string | number;
  readonly key: string;
}

const mostNamed = 12;

const quoted = (names: readonly string[]) => {
  const unique = [...new Set(names)].map((name) => JSON.stringify(name));
  return [...unique.slice(0, mostNamed), ...(unique.length > mostNamed ? ["…"] : [])].join(", ");
};

/** All claims after the first to the same key. A key of "" is of a value that is wrong in itself. */
const repeated = (claims: readonly Claim[], object: (first: Claim, again: Claim) => ValueIssue): ReferenceIssue[] => {
  const seen = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const first = seen.get(claim.key);
    if (first === undefined && claim.key !== "") seen.set(claim.key, claim);
    return first === undefined ? [] : [{ ...object(first, claim), path: claim.path, value: claim.value }];
  });
};

const claimsOf = <Entry>(list: string, entries: readonly Entry[], field: string, read: (entry: Entry) => string) =>
  entries.map((entry, index): Claim => ({ path: [list, index, field], value: read(entry), key: read(entry) }));

const isTaken =
  (fix: string) =>
  (first: Claim): ValueIssue => ({ reason: `is already used by ${pathText(first.path)}`, fix });

const emptyZones = ({ areZonesEmpty }: LenientLab): ReferenceIssue[] =>
  areZonesEmpty
    ? [
        {
          path: ["zones"],
          reason: "there are no zones",
          fix: "add at least one, or leave the key out for the default lab's",
        },
      ]
    : [];

const halfPlaces = ({ zones }: LenientLab): ReferenceIssue[] =>
  zones.flatMap(({ latitude, longitude }, index) => {
    if ((latitude === undefined) === (longitude === undefined)) return [];
    const [has, lacks] = latitude === undefined ? ["longitude", "latitude"] : ["latitude", "longitude"];
    return [
      { path: ["zones", index, has], reason: `has no ${lacks} beside it`, fix: `add the ${lacks} or drop the ${has}` },
    ];
  });

const sharedCidrs = ({ zones }: LenientLab): ReferenceIssue[] => {
  const claims = zones.flatMap(({ cidrs }, zone) =>
    cidrs.map((cidr, index): Claim => ({
      path: ["zones", zone, "cidrs", index],
      value: cidr,
      key: canonicalCidr(cidr) ?? "",
    })),
  );
  return repeated(claims, (first, again) => {
    const same = first.value === again.value ? "is already" : `is the same block as ${JSON.stringify(first.value)},`;
    const inOneZone = first.path[1] === again.path[1];
    return {
      reason: `${same} ${pathText(first.path)}`,
      fix: inOneZone ? "drop one of them" : "an address has one zone: drop it from one of them or narrow it",
    };
  });
};

const unknownZones = ({ zones, services, infrastructure, resolvers }: LenientLab): ReferenceIssue[] => {
  const names = zones.map(({ name }) => name).filter((name) => name !== "");
  const lists = { services, infrastructure, resolvers };
  if (names.length === 0) return [];
  return Object.entries(lists).flatMap(([list, entries]) =>
    entries.flatMap(({ zone }, index): ReferenceIssue[] =>
      zone === "" || names.includes(zone)
        ? []
        : [
            {
              path: [list, index, "zone"],
              value: zone,
              reason: "is not a zone of the lab",
              fix: suggestionText(zone, names, `its zones: ${quoted(names)}`),
            },
          ],
    ),
  );
};

/** A service, a part of the infrastructure and the service under which that is routed are one kind of thing to metrics. */
const sharedNames = ({ services, infrastructure, isInfrastructureOwn }: LenientLab): ReferenceIssue[] => {
  const parts = claimsOf("infrastructure", infrastructure, "name", ({ name }) => name);
  // grafana may be routed as grafana: its name and its service are then one.
  const routed = claimsOf("infrastructure", infrastructure, "service", ({ service }) => service).filter(
    ({ key, path }) => key !== infrastructure[Number(path[1])]?.name,
  );
  const claims = [...parts, ...routed, ...claimsOf("services", services, "name", ({ name }) => name)];
  return repeated(claims, (first, again) => {
    if (first.path[0] === again.path[0]) return isTaken("give each a name of its own")(first);
    return isInfrastructureOwn
      ? isTaken("list it once: either under services or under infrastructure")(first)
      : { reason: "is part of the default infrastructure", fix: "drop it here, or list the infrastructure yourself" };
  });
};

const sharedInList = ({ zones, infrastructure, clients, resolvers, filter_lists }: LenientLab): ReferenceIssue[] => [
  ...repeated(
    claimsOf("zones", zones, "name", ({ name }) => name),
    isTaken("give each zone a name of its own"),
  ),
  ...repeated(
    claimsOf("infrastructure", infrastructure, "job", ({ job }) => job),
    isTaken("list one part for each job; its instances are told apart by address"),
  ),
  ...repeated(
    clients.map(({ address }, index) => ({
      path: ["clients", index, "address"],
      value: address,
      key: spanOf(address) ?? "",
    })),
    isTaken("list each address or range once"),
  ),
  ...repeated(
    claimsOf("resolvers", resolvers, "name", ({ name }) => name),
    isTaken("give each resolver a name of its own"),
  ),
  ...repeated(
    resolvers.flatMap(({ addresses }, resolver) =>
      addresses.map((address, index) => ({
        path: ["resolvers", resolver, "addresses", index],
        value: address,
        key: canonicalAddress(address) ?? address,
      })),
    ),
    isTaken("an address belongs to one resolver: drop it from one of them"),
  ),
  ...repeated(
    filter_lists.map(({ list }, index) => ({ path: ["filter_lists", index, "list"], value: list, key: String(list) })),
    isTaken("give each filter list one category"),
  ),
];

const brokenDependencies = ({ services, infrastructure }: LenientLab): ReferenceIssue[] => {
  const known = [...services, ...infrastructure].map(({ name }) => name).filter((name) => name !== "");
  return services.flatMap(({ name, dependencies }, service) =>
    dependencies.flatMap((dependency, index): ReferenceIssue[] => {
      const place = { path: ["services", service, "dependencies", index], value: dependency };
      if (dependency === "") return [];
      if (dependency === name) return [{ ...place, reason: "is the service itself", fix: "drop it" }];
      if (known.includes(dependency)) return [];
      const routed = infrastructure.find((part) => part.service === dependency);
      const fix = routed
        ? `write the name that it has under infrastructure: ${JSON.stringify(routed.name)}`
        : suggestionText(
            known.find((each) => each.startsWith(`${dependency}@`)) ?? dependency,
            known,
            `known: ${quoted(known)}`,
          );
      return [{ ...place, reason: "is not a service or part of the infrastructure of the lab", fix }];
    }),
  );
};

const isIdle = (shares: readonly { weight: number }[]) =>
  shares.length > 0 && shares.every(({ weight }) => weight === 0);

const brokenBackends = ({ services }: LenientLab): ReferenceIssue[] => {
  const idle: ValueIssue = { reason: "all weights are 0, so nothing gets a request", fix: "give one a weight of 1" };
  return services.flatMap(({ backends }, service) => {
    const path = ["services", service, "backends"];
    return [
      ...repeated(
        backends.map(({ name }, index) => ({ path: [...path, index, "name"], value: name, key: name })),
        isTaken("list each backend once"),
      ),
      ...(isIdle(backends) ? [{ ...idle, path }] : []),
      ...backends.flatMap(({ servers }, backend) => [
        ...repeated(
          servers.map(({ url }, index) => ({
            path: [...path, backend, "servers", index, "url"],
            value: url,
            key: url,
          })),
          isTaken("list each server once"),
        ),
        ...(isIdle(servers) ? [{ ...idle, path: [...path, backend, "servers"] }] : []),
      ]),
    ];
  });
};

/** Keys of AdGuard Home that say something together alone. */
const pairs = [
  ["username", "password_file"],
  ["certificate", "key"],
] as const;

const halfPairs = ({ exporter: { adguard } }: LenientLab): ReferenceIssue[] =>
  pairs.flatMap(([left, right]) => {
    if (adguard === undefined || (adguard[left] === undefined) === (adguard[right] === undefined)) return [];
    const [has, lacks] = adguard[left] === undefined ? [right, left] : [left, right];
    return [
      { path: ["exporter", "adguard", has], reason: `has no ${lacks} beside it`, fix: `add ${lacks} or drop ${has}` },
    ];
  });

const nothingToRead = ({ exporter: { adguard } }: LenientLab): ReferenceIssue[] =>
  adguard?.query_log === "api" && adguard.url === undefined
    ? [
        {
          path: ["exporter", "adguard"],
          reason: "has neither a url nor a file to read queries from",
          fix: "add the url, write the path of querylog.json as query_log, or leave adguard out",
        },
      ]
    : [];

/** Keys that an entry gives in both of their spellings. */
const doubleSpellings = ({ zones, exporter: { metrics } }: LenientLab): ReferenceIssue[] => {
  const places = [
    ...zones.map((zone, index) => ({ path: ["zones", index], entry: zone })),
    { path: ["exporter", "metrics"], entry: metrics },
  ];
  return places.flatMap(({ path, entry }) => {
    const given = new Map<string, unknown>(Object.entries(entry));
    return Object.entries(spellings).flatMap(([american, british]): ReferenceIssue[] =>
      given.get(american) === undefined || given.get(british) === undefined
        ? []
        : [
            {
              path: [...path, american],
              reason: `is another spelling of ${british} beside it`,
              fix: "drop one of them",
            },
          ],
    );
  });
};

const checks = [
  doubleSpellings,
  emptyZones,
  halfPlaces,
  sharedCidrs,
  unknownZones,
  sharedNames,
  sharedInList,
  brokenDependencies,
  brokenBackends,
  halfPairs,
  nothingToRead,
] as const;

/** Reports every place that contradicts another one. The lab may still be wrong in its single values. */
export const checkReferences = (lab: unknown, context: z.core.$RefinementCtx): void => {
  const outline = lenientLab(lab);
  for (const { path, value, reason, fix } of checks.flatMap((check) => check(outline))) {
    context.addIssue({ code: "custom", path: [...path], input: value, message: reason, params: { fix } });
  }
};
