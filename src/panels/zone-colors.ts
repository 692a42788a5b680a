/** Each zone has one color, in every panel that tells zones apart. */
import { colorByLabel } from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import { zoneColors } from "./tokens.js";

/** The labels that hold the name of a zone. */
const zoneLabels = ["zone", "client_zone", "network_zone", "source_zone", "destination_zone", "zone_name"] as const;

/** Those of anomalies, which no other table has. In legends `source` is a source of the exporter. */
const anomalyLabels = ["source", "destination"] as const;

/** Gives each zone of the lab its color in a finished panel: in its series, and in a table's column of zones. */
export const colorZones = (zones: Lab["zones"]) =>
  colorByLabel({ legends: zoneLabels, columns: [...zoneLabels, ...anomalyLabels], colors: zoneColors(zones) });
