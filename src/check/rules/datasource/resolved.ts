import type { Dashboard } from "../../file-model.js";
import { rule } from "../../rule.js";
import { list, own } from "../../value.js";

/** The variable that a reference to a datasource consists of. */
const variableOf = (uid: string): string | undefined => {
  const match = /^(?:\$(\w+)|\$\{(\w+)(?::\w+)?\}|\[\[(\w+)\]\])$/.exec(uid);
  return match?.[1] ?? match?.[2] ?? match?.[3];
};

/** Names of variables and of inputs; what a missing input does is a finding of dashboard/inputs. */
const namesIn = ({ variables, location }: Dashboard): ReadonlySet<unknown> =>
  new Set([
    ...variables.map(({ name }) => name),
    ...list(own(location.source.value, "__inputs")).map((input) => own(input, "name")),
  ]);

export default rule("datasource/resolved", {
  why: "A panel whose datasource is a variable that the dashboard doesn't declare shows an error instead of figures.",
  severity: "error",
  files: "foreign",
  check: function* ({ dashboards }) {
    for (const dashboard of dashboards) {
      const known = namesIn(dashboard);
      const told = new Set<string>();
      for (const { uid, location } of dashboard.datasources) {
        const name = variableOf(uid);
        if (name === undefined || known.has(name) || told.has(name)) continue;
        told.add(name);
        yield {
          location,
          message: `this dashboard declares no variable ${JSON.stringify(name)}`,
          fix: `add a variable ${JSON.stringify(name)} of the type datasource, or write the datasource's uid in its place`,
        };
      }
    }
  },
});
