import { below } from "../../place.js";
import { rule } from "../../rule.js";

const folderOf = (path: string) => path.split("/").slice(0, -1).join("/");

const lastFolder = (path: string) => path.split("/").findLast((part) => part !== "") ?? "";

export default rule("provider/path", {
  why: "A provider whose path leads to no dashboards provisions nothing, and Grafana says so in its log alone.",
  severity: "error",
  check: function* ({ providers, dashboards }) {
    const names = new Set<string>();
    for (const { name, place } of providers) {
      if (name === undefined) continue;
      if (names.has(name)) {
        yield {
          place: below(place, "name"),
          message: `another provider has the name ${JSON.stringify(name)}`,
          fix: "give each provider a name of its own",
        };
      }
      names.add(name);
    }
    for (const { path, place } of providers) {
      if (path === undefined) continue;
      // Where the tree is mounted is not known here; that the dashboards stand beside the provider's file is.
      const beside = folderOf(place.source.file);
      const folders = new Set(
        dashboards
          .map((dashboard) => folderOf(dashboard.place.source.file))
          .filter((folder) => beside === "" || folder.startsWith(`${beside}/`))
          .map((folder) => (beside === "" ? folder : folder.slice(beside.length + 1)).split("/")[0] ?? "")
          .filter((folder) => folder !== ""),
      );
      if (folders.size === 0 || folders.has(lastFolder(path))) continue;
      yield {
        place: below(place, "options", "path"),
        message: `it reads ${JSON.stringify(path)}, but the dashboards beside it are in ${[...folders].join(", ")}`,
        fix: `let the path end in /${[...folders][0] ?? ""}`,
      };
    }
  },
});
