import { below } from "../../location.js";
import { rule } from "../../rule.js";
import { allPanels } from "../../file-model.js";

export default rule("dashboard/unique-ref-ids", {
  why: "Results are assigned to targets by refId; of two targets with one refId a panel shows either result.",
  severity: "error",
  files: "all",
  check: function* ({ dashboards }) {
    for (const { targets } of dashboards.flatMap(({ panels }) => allPanels(panels))) {
      const seen = new Set<string>();
      for (const { refId, location } of targets) {
        if (refId === undefined) continue;
        if (seen.has(refId)) {
          yield {
            location: below(location, "refId"),
            message: `another target of this panel has the refId ${JSON.stringify(refId)}`,
            fix: "give each target of a panel a refId of its own",
          };
        }
        seen.add(refId);
      }
    }
  },
});
