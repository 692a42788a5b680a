import { below } from "../../location.js";
import { rule } from "../../rule.js";

export default rule("dashboard/unique-uids", {
  why: "Grafana keeps one dashboard per uid: of two files with one uid the later wins, and Grafana reloads both again and again.",
  severity: "error",
  check: function* ({ dashboards }) {
    const seen = new Map<string, string>();
    for (const { uid, location } of dashboards) {
      if (uid === undefined) continue;
      const first = seen.get(uid);
      if (first !== undefined) {
        yield {
          location: below(location, "uid"),
          message: `${first} has the uid ${JSON.stringify(uid)} too`,
          fix: "give each dashboard a uid of its own",
        };
      }
      seen.set(uid, first ?? location.source.file);
    }
  },
});
