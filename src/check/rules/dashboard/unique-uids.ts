import type { Dashboard } from "../../file-model.js";
import { below } from "../../location.js";
import { organizationsOf } from "../../provided-folder.js";
import { rule } from "../../rule.js";

export default rule("dashboard/unique-uids", {
  why: "Grafana keeps one dashboard per uid: of two files with one uid the later wins, and Grafana reloads both again and again.",
  severity: "error",
  files: "all",
  check: function* ({ dashboards, providers }) {
    const meet = (one: Dashboard, other: Dashboard): boolean => {
      const [here, there] = [organizationsOf(one, providers), organizationsOf(other, providers)];
      return here === undefined || there === undefined || here.some((organization) => there.includes(organization));
    };
    const seen = new Map<string, Dashboard[]>();
    for (const dashboard of dashboards) {
      const { uid, location } = dashboard;
      if (uid === undefined || uid === "") continue;
      const others = seen.get(uid) ?? [];
      const first = others.find((other) => meet(dashboard, other));
      if (first !== undefined) {
        yield {
          location: below(location, "uid"),
          message: `${first.location.source.file} has the uid ${JSON.stringify(uid)} too`,
          fix: "give each dashboard a uid of its own",
        };
      }
      seen.set(uid, [...others, dashboard]);
    }
  },
});
