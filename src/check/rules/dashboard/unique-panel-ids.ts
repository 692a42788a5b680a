import { below } from "../../location.js";
import { rule } from "../../rule.js";
import { allPanels } from "../../file-model.js";

export default rule("dashboard/unique-panel-ids", {
  why: "Links, alerts and the page of a panel refer to its id; of two panels with one id Grafana shows either.",
  severity: "error",
  files: "emitted",
  check: function* ({ dashboards }) {
    for (const { panels } of dashboards) {
      const seen = new Set<number>();
      for (const { id, location } of allPanels(panels)) {
        if (id === undefined) continue;
        if (seen.has(id)) {
          yield {
            location: below(location, "id"),
            message: `another panel of this dashboard has the id ${id}`,
            fix: "give each panel and each row an id of its own",
          };
        }
        seen.add(id);
      }
    }
  },
});
