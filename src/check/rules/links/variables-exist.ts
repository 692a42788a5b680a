import { suggest } from "../../../suggestion.js";
import { dashboardLinks } from "../../dashboard-links.js";
import { suggestionText } from "../../suggestion-text.js";
import { rule } from "../../rule.js";
import { globalVariables } from "../../variable-syntax.js";

export default rule("links/variables-exist", {
  why: "Grafana doesn't replace an unknown variable: a query then searches for the text $zone and finds nothing, and the value in a link is ignored.",
  severity: "error",
  files: "emitted",
  check: function* ({ dashboards }) {
    const byUid = new Map(dashboards.map(({ uid, variables }) => [uid, variables.map(({ name }) => name)]));
    for (const { texts, variables } of dashboards) {
      const own = variables.map(({ name }) => name);
      const known = new Set([...own, ...globalVariables]);
      // A datasource that isn't declared is a finding of datasource/declared.
      for (const found of texts.filter(({ location: { steps } }) => steps.at(-2) !== "datasource")) {
        for (const name of found.variables.filter((each) => !known.has(each))) {
          yield {
            location: found.location,
            message: `it uses the variable ${JSON.stringify(name)}, which this dashboard doesn't declare`,
            fix: suggest(name, known) === undefined ? suggestionText(name, own) : suggestionText(name, [...known]),
          };
        }
        for (const link of dashboardLinks(found)) {
          const declared = byUid.get(link.uid);
          if (declared === undefined) continue;
          for (const name of link.variables.filter((each) => !declared.includes(each))) {
            yield {
              location: found.location,
              message: `it passes the variable ${JSON.stringify(name)} to /d/${link.uid}, which doesn't declare it`,
              fix: suggestionText(name, declared),
            };
          }
        }
      }
    }
  },
});
