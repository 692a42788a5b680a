import { rule } from "../../rule.js";
import { isRecord, own } from "../../value.js";

export default rule("dashboard/title", {
  why: "Grafana's provisioning doesn't load a dashboard without a title, and reports it only in its log.",
  severity: "error",
  files: "foreign",
  check: function* ({ dashboards }) {
    for (const { title, location } of dashboards) {
      if (title !== undefined && title.trim() !== "") continue;
      const isWrapped = isRecord(own(location.source.value, "dashboard"));
      yield {
        location,
        message: "this dashboard has no title",
        fix: isWrapped
          ? 'keep only the object under "dashboard": the rest is the answer of Grafana\'s API around it'
          : "add a title, or move the file out of the folder if it is no dashboard",
      };
    }
  },
});
