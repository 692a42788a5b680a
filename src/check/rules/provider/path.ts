import { below } from "../../location.js";
import { rule } from "../../rule.js";
import type { Dashboard } from "../../file-model.js";

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/") + 1);

/** The folders beside a provider's file that hold dashboards. */
const foldersBeside = (file: string, dashboards: readonly Dashboard[]): ReadonlySet<string> => {
  const beside = folderOf(file);
  const paths = dashboards
    .map(({ location }) => folderOf(location.source.file))
    .filter((path) => path.startsWith(beside));
  return new Set(paths.flatMap((path) => path.slice(beside.length).split("/")[0] ?? []).filter((name) => name !== ""));
};

export default rule("provider/path", {
  why: "A provider whose path holds no dashboards provisions nothing, and Grafana reports it only in its log.",
  severity: "error",
  files: "all",
  check: function* ({ providers, dashboards }) {
    const names = new Set<string>();
    for (const { name, location } of providers) {
      if (name === undefined) continue;
      if (names.has(name)) {
        yield {
          location: below(location, "name"),
          message: `another provider has the name ${JSON.stringify(name)}`,
          fix: "give each provider a name of its own",
        };
      }
      names.add(name);
    }
    for (const { path, location } of providers) {
      // Outside of Grafana's provisioning directory a folder may be mounted under any name.
      const read = /\/provisioning\/dashboards\/([^/]+)/.exec(path ?? "")?.[1];
      const folders = foldersBeside(location.source.file, dashboards);
      const [first] = folders;
      if (read === undefined || first === undefined || folders.has(read)) continue;
      yield {
        location: below(location, "options", "path"),
        message: `it reads the folder ${JSON.stringify(read)}, but the dashboards beside it are in ${[...folders].join(", ")}`,
        fix: `let the path end in /${first}`,
      };
    }
  },
});
