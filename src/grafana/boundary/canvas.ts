/**
 * Cast: `Panel.options` is `any` in the SDK, and its types of a canvas are Grafana 11.6's: they have neither the style
 * and direction of a connection, nor an element's links, nor the tooltip. `lineStyle`, `links` and `config` are in no
 * published schema; Grafana's own editor writes them.
 */
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

export interface CanvasText {
  readonly mode: "fixed" | "field";
  readonly fixed: string;
  readonly field?: string;
}

export interface CanvasColor {
  /** The color without the field. */
  readonly fixed: string;
  readonly field?: string;
}

export interface CanvasPoint {
  readonly x: number;
  readonly y: number;
}

export interface CanvasConnectionModel {
  readonly targetName: string;
  readonly source: CanvasPoint;
  readonly target: CanvasPoint;
  readonly path: "straight";
  readonly color: CanvasColor;
  readonly size: { readonly fixed: number; readonly field?: string; readonly min: number; readonly max: number };
  /** Of a field, the sign: above 0 forward, below 0 reverse, 0 none. */
  readonly direction?: {
    readonly mode: "fixed" | "field";
    readonly fixed: "forward" | "reverse" | "both" | "none";
    readonly field?: string;
  };
  readonly lineStyle?: { readonly style: "solid" | "dashed" | "dotted"; readonly animate: boolean };
}

export interface CanvasElementModel {
  readonly name: string;
  readonly type: "rectangle" | "ellipse";
  readonly constraint: { readonly horizontal: "scale"; readonly vertical: "scale" };
  /** In percent of the canvas, from each side. */
  readonly placement: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly background?: { readonly color: CanvasColor };
  readonly border?: { readonly color: CanvasColor; readonly width: number; readonly radius: number };
  readonly config: {
    readonly text?: CanvasText;
    readonly size?: number;
    readonly color?: CanvasColor;
    readonly align?: "left" | "center" | "right";
    readonly valign?: "top" | "middle" | "bottom";
  };
  readonly links?: readonly {
    readonly title: string;
    readonly url: string;
    readonly targetBlank: boolean;
    readonly oneClick: boolean;
  }[];
  readonly connections?: readonly CanvasConnectionModel[];
}

/** Puts the elements into a canvas without inline editing, so that no user moves them by accident. */
export function setCanvas(panel: Panel, elements: readonly CanvasElementModel[]): void {
  panel.options = {
    inlineEditing: false,
    showAdvancedTypes: true,
    panZoom: false,
    zoomToContent: false,
    tooltip: { mode: "single", disableForOneClick: true },
    root: { name: "canvas", type: "frame", elements },
  };
}
