import { below } from "../../location.js";
import { rule } from "../../rule.js";

/** Its findings don't show the uid, since no finding of a datasource file shows a value. */
export default rule("datasource/unique-uids", {
  why: "Two datasources of one organization can't have one uid: Grafana doesn't start.",
  severity: "error",
  files: "all",
  check: function* ({ datasources }) {
    const seen = new Map<string, string>();
    for (const { uid, organization, location } of datasources) {
      if (uid === undefined || uid === "") continue;
      const id = JSON.stringify([organization, uid]);
      const first = seen.get(id);
      if (first !== undefined) {
        yield {
          location: below(location, "uid"),
          message: `a datasource in ${first} has the same uid`,
          fix: "give each datasource a uid of its own",
        };
      }
      seen.set(id, first ?? location.source.file);
    }
  },
});
