import { below, type Location } from "../../location.js";
import { rule, type RuleFinding } from "../../rule.js";
import { isList, isRecord, list, own } from "../../value.js";

const isEmpty = (value: unknown): boolean =>
  isList(value) ? value.length === 0 : typeof value === "string" ? value.trim() === "" : (value ?? null) === null;

/** Findings for keys that Grafana requires. */
function* missing(location: Location, entry: unknown, what: string, keys: readonly string[]): Iterable<RuleFinding> {
  if (!isRecord(entry)) return;
  for (const key of keys) {
    if (isEmpty(own(entry, key))) yield { location, message: `this ${what} has no ${key}`, fix: `add ${key}` };
  }
}

function* groupFindings(location: Location, group: unknown): Iterable<RuleFinding> {
  yield* missing(location, group, "group", ["name", "folder", "interval"]);
  for (const [index, each] of list(own(group, "rules")).entries()) {
    const isRecording = isRecord(own(each, "record"));
    const keys = ["uid", "title", "data", ...(isRecording ? [] : ["condition"])];
    yield* missing(below(location, "rules", index), each, "rule", keys);
  }
}

export default rule("alerting/required", {
  why: "Grafana doesn't start with an alert rule without a uid, title, condition or data, or a group without a name, folder or interval.",
  severity: "error",
  files: "foreign",
  check: function* ({ files }) {
    for (const { kind, source } of files) {
      if (kind !== "alerting") continue;
      for (const [index, group] of list(own(source.value, "groups")).entries()) {
        yield* groupFindings({ source, steps: ["groups", index] }, group);
      }
    }
  },
});
