import { below } from "../../location.js";
import { rule } from "../../rule.js";

/** Its findings don't show the name, since no finding of a datasource file shows a value. */
export default rule("datasource/unique-names", {
  why: "Of two datasources with one name in one organization the later overwrites the earlier, and panels that refer to the earlier one find nothing.",
  severity: "error",
  files: "all",
  check: function* ({ datasources }) {
    const seen = new Map<string, string>();
    for (const { name, organization, location } of datasources) {
      if (name === undefined || name === "") continue;
      const id = JSON.stringify([organization, name]);
      const first = seen.get(id);
      if (first !== undefined) {
        yield {
          location: below(location, "name"),
          message: `a datasource in ${first} has the same name`,
          fix: "give each datasource a name of its own",
        };
      }
      seen.set(id, first ?? location.source.file);
    }
  },
});
