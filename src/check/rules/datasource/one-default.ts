import { below } from "../../location.js";
import { rule } from "../../rule.js";

export default rule("datasource/one-default", {
  why: "With two default datasources in one organization Grafana doesn't start.",
  severity: "error",
  files: "all",
  check: function* ({ datasources }) {
    const seen = new Map<string, string>();
    for (const { isDefault, organization, location } of datasources) {
      if (!isDefault) continue;
      const first = seen.get(organization);
      if (first !== undefined) {
        yield {
          location: below(location, "isDefault"),
          message: `a datasource in ${first} is the default one of the same organization, too`,
          fix: "let one datasource be the default one, and set isDefault: false for the others",
        };
      }
      seen.set(organization, first ?? location.source.file);
    }
  },
});
