import { below } from "../../location.js";
import { rule } from "../../rule.js";
import { own } from "../../value.js";

const longest = 40;

export default rule("dashboard/uid", {
  why: "Grafana's provisioning doesn't load a dashboard whose uid has other characters or more than 40 of them.",
  severity: "error",
  files: "foreign",
  check: function* ({ dashboards }) {
    for (const { location } of dashboards) {
      const uid = own(location.source.value, "uid");
      if (uid === undefined || uid === null) continue;
      if (typeof uid === "string" && uid.length <= longest && /^[\w-]*$/.test(uid)) continue;
      yield {
        location: below(location, "uid"),
        message: "Grafana refuses this uid",
        fix: `write at most ${longest} letters, digits, dashes and underscores, or drop the uid: Grafana then chooses one`,
      };
    }
  },
});
