import type { Dashboard } from "../../file-model.js";
import { below } from "../../location.js";
import { rule } from "../../rule.js";
import { list, own, text } from "../../value.js";

/** How often a dashboard names a variable in its panels, queries and references to datasources. */
const uses = ({ texts }: Dashboard, name: string): number =>
  texts.filter(({ variables, location }) => location.steps[0] !== "__inputs" && variables.includes(name)).length;

export default rule("dashboard/inputs", {
  why: "Grafana asks for the values of __inputs when a person imports a dashboard; provisioning leaves their names in place, and the panels show an error.",
  severity: "error",
  files: "foreign",
  check: function* ({ dashboards }) {
    for (const dashboard of dashboards) {
      const { location, variables } = dashboard;
      for (const [index, input] of list(own(location.source.value, "__inputs")).entries()) {
        const name = text(own(input, "name"));
        if (name === undefined || variables.some((variable) => variable.name === name)) continue;
        const places = uses(dashboard, name);
        if (places === 0) continue;
        const isDatasource = own(input, "type") === "datasource";
        yield {
          location: below(location, "__inputs", index),
          message: `provisioning fills in no inputs: \${${name}} stays in ${places} ${places === 1 ? "place" : "places"}`,
          fix: isDatasource
            ? `add a variable ${JSON.stringify(name)} of the type datasource, or write the datasource's uid in its place`
            : "write the value in its place",
        };
      }
    }
  },
});
