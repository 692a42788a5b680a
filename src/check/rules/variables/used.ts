import { rule } from "../../rule.js";
import type { Place } from "../../place.js";
import { variablesIn } from "../../variable-syntax.js";

const isInside = (place: Place, outer: Place) => outer.steps.every((step, index) => place.steps[index] === step);

export default rule("variables/used", {
  why: "A variable that nothing uses is a query at every load, and a choice that changes nothing.",
  severity: "warning",
  check: function* ({ dashboards }) {
    for (const { variables, texts } of dashboards) {
      const uses = texts.flatMap(({ place, key, text }) => {
        const named = variablesIn(text).map(({ name }) => name);
        return (key === "repeat" ? [...named, text] : named).map((name) => ({ name, place }));
      });
      for (const { name, type, place } of variables) {
        // An ad-hoc filter is added to every query without being named.
        if (type === "adhoc") continue;
        if (uses.some((use) => use.name === name && !isInside(use.place, place))) continue;
        yield {
          place,
          message: "nothing in this dashboard uses this variable",
          fix: "use it in a query, a title or a link, or drop it",
        };
      }
    }
  },
});
