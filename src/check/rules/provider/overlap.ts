import type { Dashboard, Provider } from "../../file-model.js";
import { below } from "../../location.js";
import { readersOf } from "../../provided-folder.js";
import { rule } from "../../rule.js";

const nameOf = ({ name }: Provider) =>
  name === undefined ? "another provider" : `the provider ${JSON.stringify(name)}`;

/** Pairs of providers of one organization that read a file, each with that file. */
const overlaps = (dashboards: readonly Dashboard[], providers: readonly Provider[]) =>
  dashboards.flatMap((dashboard) =>
    readersOf(dashboard, providers).flatMap((later, index, readers) =>
      readers
        .slice(0, index)
        .filter((earlier) => earlier.organization === later.organization)
        .map((earlier) => ({ earlier, later, file: dashboard.location.source.file })),
    ),
  );

export default rule("provider/overlap", {
  why: "A dashboard that two providers read has its uid twice, and Grafana's provisioning then updates no dashboard of either.",
  severity: "error",
  files: "all",
  check: function* ({ dashboards, providers }) {
    const told = new Set<Provider>();
    for (const { earlier, later, file } of overlaps(dashboards, providers)) {
      if (told.has(later)) continue;
      told.add(later);
      yield {
        location: below(later.location, "options", "path"),
        message: `it reads ${file}, which ${nameOf(earlier)} reads, too`,
        fix: "give each provider a directory of its own, not one inside of another's",
      };
    }
  },
});
