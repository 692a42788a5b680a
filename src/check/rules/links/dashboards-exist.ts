import { suggest } from "../../../suggestion.js";
import { dashboardLinks } from "../../dashboard-links.js";
import { rule } from "../../rule.js";

export default rule("links/dashboards-exist", {
  why: "A link to a missing dashboard leads to an error page.",
  severity: "error",
  files: "emitted",
  check: function* ({ dashboards }) {
    const uids = new Set(dashboards.flatMap(({ uid }) => uid ?? []));
    for (const { texts, links } of dashboards) {
      for (const found of texts) {
        for (const { uid } of dashboardLinks(found).filter((link) => !uids.has(link.uid))) {
          const meant = suggest(uid, uids);
          yield {
            location: found.location,
            message: `it links to /d/${uid}, and no dashboard here has that uid`,
            fix:
              meant === undefined ? "link to a dashboard of this set, or drop the link" : `did you mean /d/${meant}?`,
          };
        }
      }
      for (const { location, type, tags } of links) {
        if (type !== "dashboards") continue;
        if (dashboards.some((other) => tags.every((tag) => other.tags.includes(tag)))) continue;
        yield {
          location,
          message: `no dashboard here has the tags ${tags.map((tag) => JSON.stringify(tag)).join(", ")}: the list stays empty`,
          fix: "give the dashboards these tags, or change the tags of the link",
        };
      }
    }
  },
});
