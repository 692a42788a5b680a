import { z } from "zod";
import { hiding } from "../custom-fields.js";
import { fieldConfig } from "../field-config.js";
import { color } from "../field-values.js";
import { dataPanel } from "./panel.js";

const field = z.string().min(1).optional();

const location = z
  .strictObject({
    mode: z.enum(["auto", "coords", "geohash", "lookup"]),
    latitude: field,
    longitude: field,
    geohash: field,
    lookup: field,
    gazetteer: field,
    wkt: field,
  })
  .meta({ id: "GeomapLocation" });

const style = z
  .strictObject({
    color: z.strictObject({ fixed: color, field }).optional(),
    opacity: z.number().min(0).max(1).optional(),
    size: z
      .strictObject({
        fixed: z.number().min(0).optional(),
        field,
        min: z.number().min(0),
        max: z.number().min(0),
        mode: z.enum(["linear", "quad"]).optional(),
      })
      .optional(),
    symbol: z.strictObject({ mode: z.enum(["fixed", "field"]), fixed: z.string(), field }).optional(),
    text: z
      .strictObject({ mode: z.enum(["fixed", "field", "template"]), fixed: z.string().optional(), field })
      .optional(),
    textConfig: z
      .strictObject({
        fontSize: z.number().min(1).optional(),
        offsetX: z.number().optional(),
        offsetY: z.number().optional(),
        textAlign: z.enum(["left", "center", "right"]).optional(),
        textBaseline: z.enum(["top", "middle", "bottom"]).optional(),
      })
      .optional(),
  })
  .meta({ id: "GeomapStyle" });

const shown = {
  name: z.string().min(1),
  opacity: z.number().min(0).max(1).optional(),
  tooltip: z.boolean().optional(),
  noRepeat: z.boolean().optional(),
};

/** A layer above the base map: points from data, or shapes from a file. */
export const geomapLayer = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("markers"),
      ...shown,
      location,
      config: z.strictObject({ showLegend: z.boolean().optional(), style }),
    }),
    z.strictObject({
      type: z.literal("geojson"),
      ...shown,
      config: z.strictObject({ src: z.string().min(1), style: style.optional() }),
    }),
  ])
  .meta({ id: "GeomapLayer" });

/** The base map. `default` is that of Grafana's configuration, a public tile server unless it is changed. */
export const geomapGround = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.enum(["default", "osm-standard"]), ...shown, config: z.strictObject({}).optional() }),
    z.strictObject({
      type: z.literal("carto"),
      ...shown,
      config: z
        .strictObject({ theme: z.enum(["auto", "light", "dark"]).optional(), showLabels: z.boolean().optional() })
        .optional(),
    }),
    z.strictObject({
      type: z.literal("xyz"),
      ...shown,
      config: z.strictObject({ url: z.string().min(1), attribution: z.string().optional() }),
    }),
  ])
  .meta({ id: "GeomapGround" });

const view = z.strictObject({
  id: z.enum(["zero", "coords", "fit"]),
  lat: z.number().min(-90).max(90).optional(),
  lon: z.number().min(-180).max(180).optional(),
  zoom: z.number().min(0).max(28).optional(),
  minZoom: z.number().min(0).max(28).optional(),
  maxZoom: z.number().min(0).max(28).optional(),
  padding: z.number().min(0).max(100).optional(),
  allLayers: z.boolean().optional(),
  lastOnly: z.boolean().optional(),
  layer: z.string().min(1).optional(),
  noRepeat: z.boolean().optional(),
  shared: z.boolean().optional(),
});

export const geomapOptions = z.strictObject({
  basemap: geomapGround,
  controls: z.strictObject({
    mouseWheelZoom: z.boolean().optional(),
    showAttribution: z.boolean().optional(),
    showDebug: z.boolean().optional(),
    showMeasure: z.boolean().optional(),
    showScale: z.boolean().optional(),
    showZoom: z.boolean().optional(),
  }),
  layers: z.array(geomapLayer),
  tooltip: z.strictObject({ mode: z.enum(["none", "details"]) }),
  view,
});

export const geomapCustom = hiding;

export const geomap = dataPanel("geomap", geomapOptions, fieldConfig(geomapCustom));
