import { PanelBuilder } from "@grafana/grafana-foundation-sdk/geomap";
import type { ThresholdsConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import { and, multiply, or, setLabel, vector, type InstantVector, type NonCounter } from "../promql/index.js";
import { setGeomap, type GeomapModel } from "./boundary/geomap.js";
import { datasource } from "./datasource.js";
import { describePanel, underTitle, type DescribedQuery, type PanelGuidance } from "./description.js";
import { properties } from "./overrides.js";
import { prometheusQuery } from "./prometheus-query.js";
import { applyQueryFacts } from "./query-defaults.js";
import { target, type MeasuredQuery } from "./target.js";
import { excludeFields, labelsToFields, merge } from "./transformations.js";
import { unitId } from "./units.js";
import { neutral } from "./values.js";

/** A named point on the map. */
export interface Place {
  readonly name: string;
  /** In degrees. */
  readonly latitude: number;
  readonly longitude: number;
}

/** A figure of each place. A place without a series has 0. */
export type PlaceValue<L extends string> = MeasuredQuery<L> & PlaceValueOptions;

export interface PlaceValueOptions {
  readonly decimals?: number;
  readonly thresholds?: ThresholdsConfig;
}

export interface GeomapContent<L extends string, V extends string> {
  /** The label with the name of a place; the only one of the queries. */
  readonly by: L;
  readonly places: readonly [Place, ...Place[]];
  /** By title. */
  readonly values: { readonly [P in V]: PlaceValue<NoInfer<L>> };
  /** The titles of the values that set size and color of a marker. */
  readonly size: NoInfer<V>;
  readonly color?: NoInfer<V>;
}

const columnLabel = "column";
const latitudeColumn = "Latitude";
const longitudeColumn = "Longitude";

/**
 * One transparent pixel in place of map tiles. A tile server, such as Grafana's default, learns which part of the world
 * a user looks at, and from which address.
 */
const noTiles = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/** The borders of countries; a file of Grafana. */
const countries = "public/maps/countries.geojson";

/** Points on a map of the world: the SDK's builder with our defaults. */
export class Geomap extends PanelBuilder {
  readonly #queries: readonly DescribedQuery[];

  constructor(
    title: string,
    { by, size, color }: Pick<GeomapContent<string, string>, "by" | "size" | "color">,
    queries: readonly DescribedQuery[],
  ) {
    super();
    this.#queries = queries;
    applyQueryFacts(this, queries);
    this.title(title).datasource(datasource).span(24).height(12);
    setGeomap(this.build(), geomapModel(by, size, color));
  }

  /** Adds the normal figures and the action otherwise; the rest of the description comes from the queries. */
  about(guidance: PanelGuidance): this {
    return this.description(describePanel(this.#queries, guidance) ?? "");
  }
}

/**
 * Places and their figures on a map that needs no server but Grafana. The caller gives the coordinates, and the queries
 * carry them as constants, since no metric has any.
 * @throws if two places have the same name, or a value has the title of another column.
 */
export function geomap<const L extends string, const V extends string>(
  title: string,
  content: GeomapContent<L, V>,
): Geomap {
  const values = Object.entries<PlaceValue<L>>(content.values);
  refuseAmbiguous(title, content.by, content.places, Object.keys(content.values));
  const latitudes = coordinates(content.by, content.places, ({ latitude }) => latitude);
  const columns: readonly (readonly [string, InstantVector<L, NonCounter>])[] = [
    [latitudeColumn, latitudes],
    [longitudeColumn, coordinates(content.by, content.places, ({ longitude }) => longitude)],
    ...values.map(([name, { query }]) => [name, atEveryPlace(query.expression, latitudes)] as const),
  ];
  const described = values.map(([name, { query }]) => underTitle(name, query));
  const panel = new Geomap(title, content, described)
    .targets(
      columns.map(([name, expression]) =>
        prometheusQuery(target({ expression: setLabel(expression, columnLabel, name) }), "instant"),
      ),
    )
    .transformations([excludeFields("Time"), labelsToFields({ valueLabel: columnLabel }), merge()]);
  for (const [name, { query, unit = query.unit, decimals, thresholds }] of values) {
    panel.overrideByName(
      name,
      properties({
        ...(unit === undefined ? {} : { unit: unitId(unit) }),
        ...(decimals === undefined ? {} : { decimals }),
        ...(thresholds === undefined ? {} : { thresholds, color: { mode: "thresholds" } }),
      }),
    );
  }
  return panel;
}

/** A constant for each place. */
function coordinates<L extends string>(
  by: L,
  places: readonly [Place, ...Place[]],
  of: (place: Place) => number,
): InstantVector<L> {
  const [first, ...others] = places;
  const at = (place: Place): InstantVector<L> => setLabel(vector(of(place)), by, place.name);
  return others.reduce<InstantVector<L>>((all, place) => or<L, "gauge", "gauge">(all, at(place)), at(first));
}

/** Only the given places, with 0 for those without a series: Grafana draws no marker without a size. */
function atEveryPlace<L extends string>(
  value: InstantVector<L, NonCounter>,
  places: InstantVector<NoInfer<L>>,
): InstantVector<L, NonCounter> {
  return or<L, NonCounter, "gauge">(
    and<L, NonCounter, "gauge">(value, places),
    multiply.scalar<L, "gauge", never>(places, 0),
  );
}

function refuseAmbiguous(title: string, by: string, places: readonly Place[], values: readonly string[]): void {
  const taken = new Set<string>([by, columnLabel, latitudeColumn, longitudeColumn]);
  const twice = values.find((name) => taken.has(name));
  if (twice !== undefined)
    throw new Error(`map "${title}": "${twice}" stands for two things; title the value otherwise`);
  const names = places.map(({ name }) => name);
  const again = names.find((name, index) => names.indexOf(name) !== index);
  if (again !== undefined) throw new Error(`map "${title}": two places are called "${again}"`);
}

function geomapModel(by: string, size: string, color: string | undefined): GeomapModel {
  return {
    basemap: { type: "xyz", name: "No tiles", config: { url: noTiles, attribution: "" } },
    layers: [
      {
        type: "geojson",
        name: "Countries",
        tooltip: false,
        config: { src: countries, style: { color: { fixed: neutral.text }, opacity: 0.15 } },
      },
      {
        type: "markers",
        name: "Places",
        tooltip: true,
        location: { mode: "coords", latitude: latitudeColumn, longitude: longitudeColumn },
        config: {
          showLegend: false,
          style: {
            color: { fixed: neutral.shape, ...(color === undefined ? {} : { field: color }) },
            opacity: 0.7,
            size: { fixed: 8, field: size, min: 8, max: 30 },
            symbol: { mode: "fixed", fixed: "img/icons/marker/circle.svg" },
            text: { mode: "field", fixed: "", field: by },
            textConfig: { fontSize: 12, offsetX: 0, offsetY: -18 },
          },
        },
      },
    ],
    controls: { showZoom: true, mouseWheelZoom: false, showAttribution: false },
    tooltip: { mode: "details" },
    view: { id: "fit", lat: 0, lon: 0, zoom: 2, allLayers: false, layer: "Places", padding: 20, maxZoom: 8 },
  };
}
