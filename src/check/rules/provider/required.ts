import { below, type Location } from "../../location.js";
import { rule, type RuleFinding } from "../../rule.js";
import { isRecord, list, own, text } from "../../value.js";

/** The path, or its old name. */
const pathOf = (options: unknown) => text(own(options, "path")) ?? text(own(options, "folder"));

function* entryFindings(location: Location, entry: unknown): Iterable<RuleFinding> {
  if (!isRecord(entry)) return;
  const [type, options] = [own(entry, "type"), own(entry, "options")];
  if (type !== undefined && type !== "" && type !== "file") {
    yield { location: below(location, "type"), message: "Grafana knows no such type of provider", fix: "write file" };
  }
  if ((pathOf(options) ?? "") === "") {
    yield {
      location: below(location, "options"),
      message: "this provider has no path",
      fix: "add options.path, the directory of the dashboards as Grafana sees it",
    };
  }
  const fixed = [own(entry, "folder"), own(entry, "folderUid")].every(
    (name) => typeof name === "string" && name !== "",
  );
  if (fixed && own(options, "foldersFromFilesStructure") === true) {
    yield {
      location: below(location, "options", "foldersFromFilesStructure"),
      message: "Grafana refuses folders from directories beside folder and folderUid",
      fix: "drop folder and folderUid, or foldersFromFilesStructure",
    };
  }
}

export default rule("provider/required", {
  why: "Grafana doesn't start with a dashboard provider that has no path, a type other than file, or two rules for its folders.",
  severity: "error",
  files: "foreign",
  check: function* ({ files }) {
    for (const { kind, source } of files) {
      if (kind !== "dashboard-provider") continue;
      for (const [index, entry] of list(own(source.value, "providers")).entries()) {
        yield* entryFindings({ source, steps: ["providers", index] }, entry);
      }
    }
  },
});
