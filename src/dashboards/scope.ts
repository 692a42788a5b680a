import type { Lab } from "../lab/index.js";
import { rateInterval, variable } from "../promql/index.js";
import type { Scope } from "../queries/index.js";

/** The variables that dashboards share. One name means the same everywhere, so that links can hand it on. */
export const variables = {
  zone: variable("zone"),
  service: variable("service"),
  backend: variable("backend"),
  instance: variable("instance"),
} as const;

/** What the user of a dashboard has chosen. */
export function chosen(lab: Pick<Lab, "sources">): Scope<"zone" | "service" | "backend" | "instance"> {
  return {
    filters: [
      { filter: "zone", value: variables.zone },
      { filter: "service", value: variables.service },
      { filter: "backend", value: variables.backend },
      { filter: "instance", value: variables.instance },
    ],
    window: rateInterval,
    shift: {},
    sources: lab.sources,
  };
}
