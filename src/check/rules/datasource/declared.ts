import { suggestionText } from "../../suggestion-text.js";
import { below } from "../../location.js";
import { rule } from "../../rule.js";

/** Grafana's built-in datasources. */
const builtIn: ReadonlySet<string> = new Set(["-- Grafana --", "-- Mixed --", "-- Dashboard --", "grafana"]);

export default rule("datasource/declared", {
  why: "A panel with an unknown datasource shows an error instead of figures.",
  severity: "error",
  files: "emitted",
  check: function* ({ dashboards, datasources }) {
    const uids = datasources.flatMap(({ uid }) => uid ?? []);
    for (const dashboard of dashboards) {
      const declared = dashboard.variables.filter(({ type }) => type === "datasource").map(({ name }) => name);
      for (const { uid, location } of dashboard.datasources) {
        if (builtIn.has(uid) || uids.includes(uid)) continue;
        const variable = /^\$(?:(\w+)|\{(\w+)\})$/.exec(uid);
        const name = variable?.[1] ?? variable?.[2];
        if (name !== undefined && declared.includes(name)) continue;
        const known = [...declared.map((each) => `\${${each}}`), ...uids];
        yield {
          location: below(location, "uid"),
          message:
            name === undefined
              ? `no datasource here has the uid ${JSON.stringify(uid)}`
              : `this dashboard has no datasource variable ${JSON.stringify(name)}`,
          fix:
            known.length === 0 ? "declare a variable of the type datasource and use that" : suggestionText(uid, known),
        };
      }
    }
  },
});
