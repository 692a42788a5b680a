import { below, type Location } from "../../location.js";
import { rule, type RuleFinding } from "../../rule.js";
import { isList, isRecord, kindOf, own } from "../../value.js";

/** Lists that Grafana reads, by their place, and what their entries are. */
const lists: readonly { readonly steps: readonly string[]; readonly of: "objects" | "texts" }[] = [
  { steps: ["panels"], of: "objects" },
  { steps: ["rows"], of: "objects" },
  { steps: ["links"], of: "objects" },
  { steps: ["tags"], of: "texts" },
  { steps: ["templating", "list"], of: "objects" },
  { steps: ["annotations", "list"], of: "objects" },
];

function* listFindings(location: Location, value: unknown, of: "objects" | "texts"): Iterable<RuleFinding> {
  // Grafana takes what is absent or null for empty.
  if (value === undefined || value === null) return;
  if (!isList(value)) {
    yield { location, message: `this is ${kindOf(value)}`, fix: `write a list of ${of}` };
    return;
  }
  const isRight = (entry: unknown) => (of === "texts" ? typeof entry === "string" : isRecord(entry));
  const index = value.findIndex((entry) => !isRight(entry));
  if (index < 0) return;
  const message = `this is ${kindOf(value[index])}`;
  yield { location: below(location, index), message, fix: of === "texts" ? "write a text" : "write an object" };
}

export default rule("dashboard/shape", {
  why: "Grafana can't show a dashboard whose panels, variables, annotations, links or tags are no lists.",
  severity: "error",
  files: "foreign",
  check: function* ({ dashboards }) {
    for (const { location } of dashboards) {
      const { value } = location.source;
      if (!isRecord(value)) {
        yield { location, message: `this is ${kindOf(value)}`, fix: "write an object with title and panels" };
        continue;
      }
      for (const { steps, of } of lists) {
        const found = steps.reduce<unknown>((inner, step) => own(inner, step), value);
        yield* listFindings(below(location, ...steps), found, of);
      }
    }
  },
});
