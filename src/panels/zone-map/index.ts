/** The zone map: zones as boxes with their clients and services, and their traffic through Traefik and AdGuard Home. */
export { columnName, type ColumnValue, type Flow } from "./columns.js";
export { layoutMap, mapLimits, mapWidth, type MapLayout, type PlacedItem, type PlacedZone } from "./layout.js";
export { type MapTargets } from "./items.js";
export { zoneMap } from "./zone-map.js";
