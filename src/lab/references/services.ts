import type { PathIssue, ValueIssue } from "../issue.js";
import type { LenientLab } from "../lenient-lab.js";
import { suggestionText } from "../suggestion-text.js";
import { isTaken, quoted, repeated } from "./unique.js";

const unknownDependencies = ({ services, infrastructure }: LenientLab): PathIssue[] => {
  const known = [...services, ...infrastructure].map(({ name }) => name).filter((name) => name !== "");
  const fixFor = (dependency: string): string => {
    const routed = infrastructure.find((part) => part.service === dependency);
    if (routed) return `write the name that it has under infrastructure: ${JSON.stringify(routed.name)}`;
    const withProvider = known.find((each) => each.startsWith(`${dependency}@`));
    return suggestionText(withProvider ?? dependency, known, `known: ${quoted(known)}`);
  };
  return services.flatMap(({ name, dependencies }, service) =>
    dependencies.flatMap((dependency, index): PathIssue[] => {
      const place = { path: ["services", service, "dependencies", index], value: dependency };
      if (dependency === "") return [];
      if (dependency === name) return [{ ...place, reason: "is the service itself", fix: "drop it" }];
      if (known.includes(dependency)) return [];
      const reason = "is not a service or part of the infrastructure of the lab";
      return [{ ...place, reason, fix: fixFor(dependency) }];
    }),
  );
};

const hasNoWeight = (shares: readonly { weight: number }[]) =>
  shares.length > 0 && shares.every(({ weight }) => weight === 0);

const noWeight: ValueIssue = { reason: "all weights are 0, so nothing gets a request", fix: "give one a weight of 1" };

const backendIssues = ({ services }: LenientLab): PathIssue[] =>
  services.flatMap(({ backends }, service) => {
    const path = ["services", service, "backends"];
    const names = backends.map(({ name }, index) => ({ path: [...path, index, "name"], value: name, key: name }));
    return [
      ...repeated(names, isTaken("list each backend once")),
      ...(hasNoWeight(backends) ? [{ ...noWeight, path }] : []),
      ...backends.flatMap(({ servers }, backend) => serverIssues(servers, [...path, backend, "servers"])),
    ];
  });

const serverIssues = (
  servers: readonly { readonly url: string; readonly weight: number }[],
  path: readonly (string | number)[],
): PathIssue[] => {
  const urls = servers.map(({ url }, index) => ({ path: [...path, index, "url"], value: url, key: url }));
  return [
    ...repeated(urls, isTaken("list each server once")),
    ...(hasNoWeight(servers) ? [{ ...noWeight, path }] : []),
  ];
};

/** Issues of dependencies and backends. */
export const serviceIssues = (lab: LenientLab): PathIssue[] => [...unknownDependencies(lab), ...backendIssues(lab)];
