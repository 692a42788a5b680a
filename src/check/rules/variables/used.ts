import { rule } from "../../rule.js";
import type { Location } from "../../location.js";
import type { Text } from "../../file-model.js";

const isInside = (location: Location, outer: Location) =>
  outer.steps.every((step, index) => location.steps[index] === step);

const names = ({ key, text, variables }: Text, name: string) =>
  variables.includes(name) || (key === "repeat" && text === name);

export default rule("variables/used", {
  why: "An unused variable costs a query at every load and offers a choice without effect.",
  severity: "warning",
  files: "emitted",
  check: function* ({ dashboards }) {
    for (const { variables, texts } of dashboards) {
      for (const { name, type, location } of variables) {
        // Grafana adds an ad-hoc filter to every query without a reference.
        if (type === "adhoc") continue;
        if (texts.some((each) => names(each, name) && !isInside(each.location, location))) continue;
        yield {
          location,
          message: "nothing in this dashboard uses this variable",
          fix: "use it in a query, a title or a link, or drop it",
        };
      }
    }
  },
});
