import { rule } from "../../rule.js";
import type { Place } from "../../place.js";
import type { Text } from "../../view.js";

const isInside = (place: Place, outer: Place) => outer.steps.every((step, index) => place.steps[index] === step);

const names = ({ key, text, variables }: Text, name: string) =>
  variables.includes(name) || (key === "repeat" && text === name);

export default rule("variables/used", {
  why: "A variable that nothing uses is a query at every load, and a choice that changes nothing.",
  severity: "warning",
  check: function* ({ dashboards }) {
    for (const { variables, texts } of dashboards) {
      for (const { name, type, place } of variables) {
        // An ad-hoc filter is added to every query without being named.
        if (type === "adhoc") continue;
        if (texts.some((each) => names(each, name) && !isInside(each.place, place))) continue;
        yield {
          place,
          message: "nothing in this dashboard uses this variable",
          fix: "use it in a query, a title or a link, or drop it",
        };
      }
    }
  },
});
