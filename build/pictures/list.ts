/** The pictures that docs/pictures holds: the first screen of each dashboard, and each of its graphs. */
import type { FinalizedDashboard, JsonObject } from "../../src/grafana/index.js";
import { objectsAt, textAt } from "../../src/grafana/json.js";

/** A panel that has a picture of its own. */
export interface PicturedPanel {
  /** The same in every lab: it comes from the key. */
  readonly id: number;
  readonly key: string;
  readonly title: string;
}

export interface Picture {
  /** Of the file, without its folder. */
  readonly file: string;
  readonly uid: string;
  readonly dashboard: string;
  /** Undefined: the first screen of the dashboard. */
  readonly panel: PicturedPanel | undefined;
  /** What the picture shows, for readers who don't see it. */
  readonly alt: string;
}

/** Types of panels that need the whole width and are seldom on the first screen. */
const graphTypes: readonly string[] = ["nodeGraph", "canvas"];

const panelsOf = (json: JsonObject): readonly JsonObject[] =>
  objectsAt(json, "panels").flatMap((panel) => [panel, ...objectsAt(panel, "panels")]);

const graphsOf = ({ json, keys }: FinalizedDashboard): readonly PicturedPanel[] => {
  const keyOf = new Map(Object.entries(keys).map(([key, id]) => [id, key]));
  return panelsOf(json)
    .filter((panel) => graphTypes.includes(textAt(panel, "type") ?? ""))
    .flatMap((panel) => {
      const id = panel["id"];
      const key = typeof id === "number" ? keyOf.get(id) : undefined;
      return typeof id === "number" && key !== undefined ? [{ id, key, title: textAt(panel, "title") ?? key }] : [];
    });
};

export const picturesOf = (dashboards: readonly FinalizedDashboard[]): readonly Picture[] =>
  dashboards.flatMap((dashboard): readonly Picture[] => {
    const { uid, title } = dashboard;
    return [
      { file: `${uid}.png`, uid, dashboard: title, panel: undefined, alt: `First screen of the dashboard ${title}` },
      ...graphsOf(dashboard).map((panel) => ({
        file: `${uid}-${panel.key}.png`,
        uid,
        dashboard: title,
        panel,
        alt: `The panel ${panel.title} of the dashboard ${title}`,
      })),
    ];
  });
