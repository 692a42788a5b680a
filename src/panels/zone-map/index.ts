/** The zone map: zones as boxes with their services and infrastructure inside, and lines for the traffic between them. */
export { columnName, type ColumnValue } from "./columns.js";
export { dependencies, zonePairs, type Dependency, type ZonePair } from "./connections.js";
export { layoutMap, mapLimits, mapSize, type MapLayout, type PlacedItem, type PlacedZone } from "./layout.js";
export { type MapTargets } from "./items.js";
export { zoneMap } from "./zone-map.js";
