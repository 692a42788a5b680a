import { below } from "../../location.js";
import { foldersOf } from "../../provided-folder.js";
import { rule } from "../../rule.js";

export default rule("dashboard/unique-titles", {
  why: "Of two dashboards with one title in one folder Grafana's provisioning updates neither any more, nor any other of their provider.",
  severity: "error",
  files: "all",
  check: function* ({ dashboards, providers }) {
    const seen = new Map<string, string>();
    for (const dashboard of dashboards) {
      const { title, location } = dashboard;
      if (title === undefined || title === "") continue;
      const places = foldersOf(dashboard, providers).map((folder) => JSON.stringify([folder, title]));
      const first = places.flatMap((place) => seen.get(place) ?? [])[0];
      if (first !== undefined) {
        yield {
          location: below(location, "title"),
          message: `${first} has the title ${JSON.stringify(title)} in the same folder`,
          fix: "give each dashboard of a folder a title of its own, or put one of the two into another folder",
        };
      }
      for (const place of places) seen.set(place, seen.get(place) ?? location.source.file);
    }
  },
});
