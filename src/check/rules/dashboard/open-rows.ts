import { allPanels } from "../../file-model.js";
import { below } from "../../location.js";
import { rule } from "../../rule.js";

export default rule("dashboard/open-rows", {
  why: "Grafana expects the panels of an open row behind it, and drops those inside of it.",
  severity: "error",
  files: "all",
  check: function* ({ dashboards }) {
    for (const { type, collapsed, panels, location } of dashboards.flatMap((each) => allPanels(each.panels))) {
      if (type !== "row" || collapsed || panels.length === 0) continue;
      yield {
        location: below(location, "panels"),
        message: "an open row holds panels, which Grafana drops: it expects them behind the row",
        fix: "collapse the row, or let its panels follow it in the dashboard",
      };
    }
  },
});
