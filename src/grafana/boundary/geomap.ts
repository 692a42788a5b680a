/**
 * Cast: `Panel.options` is `any` in the SDK, and every published type leaves the configuration of a layer open.
 * These are the layers that we draw, as Grafana's own editor writes them.
 */
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

export interface GeomapModel {
  readonly basemap: {
    readonly type: "xyz";
    readonly name: string;
    readonly config: { readonly url: string; readonly attribution: string };
  };
  readonly layers: readonly (GeomapMarkers | GeomapShapes)[];
  readonly controls: {
    readonly showZoom: boolean;
    readonly mouseWheelZoom: boolean;
    readonly showAttribution: boolean;
  };
  readonly tooltip: { readonly mode: "details" };
  readonly view: {
    readonly id: "fit";
    readonly lat: number;
    readonly lon: number;
    readonly zoom: number;
    readonly allLayers: boolean;
    readonly layer: string;
    readonly padding: number;
    readonly maxZoom: number;
  };
}

export interface GeomapMarkers {
  readonly type: "markers";
  readonly name: string;
  readonly tooltip: boolean;
  readonly location: { readonly mode: "coords"; readonly latitude: string; readonly longitude: string };
  readonly config: {
    readonly showLegend: boolean;
    readonly style: {
      readonly color: { readonly fixed: string; readonly field?: string };
      readonly opacity: number;
      readonly size: { readonly fixed: number; readonly field: string; readonly min: number; readonly max: number };
      readonly symbol: { readonly mode: "fixed"; readonly fixed: string };
      readonly text: { readonly mode: "field"; readonly fixed: string; readonly field: string };
      readonly textConfig: { readonly fontSize: number; readonly offsetX: number; readonly offsetY: number };
    };
  };
}

export interface GeomapShapes {
  readonly type: "geojson";
  readonly name: string;
  readonly tooltip: boolean;
  readonly config: {
    readonly src: string;
    readonly style: { readonly color: { readonly fixed: string }; readonly opacity: number };
  };
}

export function setGeomap(panel: Panel, model: GeomapModel): void {
  panel.options = model;
}
