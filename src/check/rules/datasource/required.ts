import { below, type Location } from "../../location.js";
import { rule, type RuleFinding } from "../../rule.js";
import { isList, isRecord, kindOf, own } from "../../value.js";

function* entryFindings(location: Location, entry: unknown): Iterable<RuleFinding> {
  if (!isRecord(entry)) {
    yield { location, message: `this is ${kindOf(entry)}`, fix: "write an object with name and type" };
    return;
  }
  for (const key of ["name", "type"]) {
    const value = own(entry, key);
    if (typeof value === "string" && value !== "") continue;
    yield { location, message: `this datasource has no ${key}`, fix: `add its ${key}` };
  }
}

export default rule("datasource/required", {
  why: "Grafana can't use a datasource without a name or a type.",
  severity: "error",
  files: "foreign",
  check: function* ({ files }) {
    for (const { kind, source } of files) {
      if (kind !== "datasource") continue;
      const location: Location = { source, steps: ["datasources"] };
      const entries = own(source.value, "datasources");
      if (entries === undefined || entries === null) continue;
      if (!isList(entries))
        yield { location, message: `this is ${kindOf(entries)}`, fix: "write a list of datasources" };
      else for (const [index, entry] of entries.entries()) yield* entryFindings(below(location, index), entry);
    }
  },
});
