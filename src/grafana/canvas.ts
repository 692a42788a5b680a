import { PanelBuilder } from "@grafana/grafana-foundation-sdk/canvas";
import {
  setCanvas,
  type CanvasColor,
  type CanvasConnectionModel,
  type CanvasElementModel,
  type CanvasPoint,
  type CanvasText,
} from "./boundary/canvas.js";
import { setLabel } from "../promql/index.js";
import { datasource } from "./datasource.js";
import { describePanel, type DescribedQuery, type PanelGuidance } from "./description.js";
import type { DashboardReference } from "./links.js";
import { prometheusQuery } from "./prometheus-query.js";
import { applyQueryFacts } from "./query-defaults.js";
import { target, type DrawableQuery } from "./target.js";
import { concatenate, excludeFields, forQueries, groupingToMatrix, labelsToFields } from "./transformations.js";
import { verbatim } from "./verbatim.js";

/** The label whose value is the name of the column. Elements and connections refer to it. */
export const canvasLabel = "element";

/** The label whose value is the text of the column, for columns of texts. */
export const canvasTextLabel = "text";

/** A fixed value, or that of a column of the answer; `otherwise` is the value without the column. */
export type FromColumn<T> = T | { readonly column: string; readonly otherwise: T };

/** In pixels of the drawing, from its upper left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface CanvasConnection {
  /** The name of the element at the end. */
  readonly to: string;
  /** The points on the two elements, from −1 to 1 from their centers; y points upwards. */
  readonly from: CanvasPoint;
  readonly at: CanvasPoint;
  readonly color: FromColumn<string>;
  /** In pixels: fixed, or between two bounds for the values 0 and 1 of the column. */
  readonly width: number | { readonly column: string; readonly between: readonly [number, number] };
  /** Of a column, the sign: above 0 forward, below 0 reverse, 0 none. */
  readonly direction: FromColumn<"forward" | "reverse" | "both" | "none">;
  /** An animated line is dashed, since a solid one shows no motion. */
  readonly style: "solid" | "dotted" | "animated";
}

export interface CanvasElement {
  readonly name: string;
  readonly shape?: "rectangle" | "ellipse";
  readonly box: Box;
  readonly text?: {
    readonly value: FromColumn<string>;
    readonly size: number;
    /** Default: that of texts. */
    readonly color?: FromColumn<string>;
    /** Default: the center, and the middle. */
    readonly align?: "left" | "center" | "right";
    readonly valign?: "top" | "middle" | "bottom";
  };
  readonly background?: string;
  readonly border?: { readonly color: FromColumn<string>; readonly width: number; readonly radius?: number };
  readonly link?: CanvasLink;
  readonly connections?: readonly CanvasConnection[];
}

export interface CanvasLink {
  readonly title: string;
  readonly url: string;
}

/** A link to another dashboard that sets its variables and keeps the time range. */
export function canvasLink<const V extends string>(link: {
  readonly title: string;
  readonly to: DashboardReference<V>;
  readonly set?: { readonly [P in NoInfer<V>]?: string };
}): CanvasLink {
  const chosen = Object.entries<string | undefined>({ ...link.set }).flatMap(([variable, value]) =>
    value === undefined ? [] : [`var-${encodeURIComponent(variable)}=${encodeURIComponent(value)}`],
  );
  return { title: verbatim(link.title), url: `/d/${link.to.uid}?${[...chosen, "${__url_time_range}"].join("&")}` };
}

export interface CanvasContent {
  /** The size of the drawing in pixels. It stretches with the panel; texts keep their size. */
  readonly size: { readonly width: number; readonly height: number };
  /** Later elements cover earlier ones. */
  readonly elements: readonly CanvasElement[];
  /** Queries whose series become columns named by their only label, {@link canvasLabel}. */
  readonly values: readonly DrawableQuery<typeof canvasLabel>[];
  /** A query whose series become columns of texts: named by {@link canvasLabel}, with the text {@link canvasTextLabel}. */
  readonly texts?: DrawableQuery<typeof canvasLabel | typeof canvasTextLabel>;
}

/** A drawing: the SDK's builder with our defaults. */
export class Canvas extends PanelBuilder {
  readonly #queries: readonly DescribedQuery[];

  constructor(title: string, { size, elements, values, texts }: CanvasContent) {
    super();
    refuseAmbiguous(title, elements);
    this.#queries = texts === undefined ? values : [...values, texts];
    applyQueryFacts(this, values);
    this.title(title)
      .datasource(datasource)
      .targets([
        ...values.map((one) => prometheusQuery(target(one), "instant")),
        ...(texts === undefined ? [] : [textTarget(texts)]),
      ])
      // Grafana reads dimensions from the first frame, those of a connection from its last row: one frame with one row.
      .transformations([
        excludeFields("Time"),
        labelsToFields({ valueLabel: canvasLabel, keepLabels: [canvasLabel] }),
        ...(texts === undefined ? [] : [textsToColumns]),
        concatenate(),
      ])
      .unit("none")
      .span(24)
      .height(16);
    setCanvas(
      this.build(),
      elements.map((one) => elementModel(one, size)),
    );
  }

  /** Adds the normal figures and the action otherwise; the rest of the description comes from the queries. */
  about(guidance: PanelGuidance): this {
    return this.description(describePanel(this.#queries, guidance) ?? "");
  }
}

const textRefId = "texts";
const textRow = "row";

/** All texts are in one row: the label of the row is the same for all. */
const textTarget = ({ expression }: DrawableQuery<typeof canvasLabel | typeof canvasTextLabel>) =>
  prometheusQuery(target({ expression: setLabel(expression, textRow, "1") }, undefined, { refId: textRefId }), "table");

const textsToColumns = forQueries(
  [textRefId],
  groupingToMatrix({ rowField: textRow, columnField: canvasLabel, valueField: canvasTextLabel, emptyValue: "null" }),
);

/**
 * Elements at fixed places, and connections between them whose style depends on the answers. An answer without a column
 * is no error: its elements and connections have their value for that case.
 * @throws if two elements have the same name, or a connection leads to an unknown element.
 */
export function canvas(title: string, content: CanvasContent): Canvas {
  return new Canvas(title, content);
}

function refuseAmbiguous(title: string, elements: readonly CanvasElement[]): void {
  const names = new Set<string>();
  for (const { name } of elements) {
    if (names.has(name)) throw new Error(`canvas "${title}": two elements are called "${name}"; rename one`);
    names.add(name);
  }
  for (const { name, connections = [] } of elements) {
    const missing = connections.find(({ to }) => !names.has(to));
    if (missing !== undefined) {
      throw new Error(`canvas "${title}": a connection leads from "${name}" to "${missing.to}", which isn't there`);
    }
  }
}

/** Without the parts that are Grafana's defaults: a map has many elements. */
function elementModel(element: CanvasElement, size: CanvasContent["size"]): CanvasElementModel {
  const { box, text, border, background, link, connections = [] } = element;
  return {
    name: element.name,
    type: element.shape ?? "rectangle",
    constraint: { horizontal: "scale", vertical: "scale" },
    placement: {
      left: percent(box.left, size.width),
      right: percent(size.width - box.left - box.width, size.width),
      top: percent(box.top, size.height),
      bottom: percent(size.height - box.top - box.height, size.height),
    },
    ...(background === undefined ? {} : { background: { color: { fixed: background } } }),
    ...(border === undefined
      ? {}
      : { border: { color: colorModel(border.color), width: border.width, radius: border.radius ?? 0 } }),
    config:
      text === undefined
        ? {}
        : {
            text: textModel(text.value),
            size: text.size,
            ...(text.color === undefined ? {} : { color: colorModel(text.color) }),
            ...(text.align === undefined ? {} : { align: text.align }),
            ...(text.valign === undefined ? {} : { valign: text.valign }),
          },
    ...(link === undefined ? {} : { links: [{ ...link, targetBlank: false, oneClick: true }] }),
    ...(connections.length === 0 ? {} : { connections: connections.map(connectionModel) }),
  };
}

function connectionModel({ to, from, at, color, width, direction, style }: CanvasConnection): CanvasConnectionModel {
  return {
    targetName: to,
    source: from,
    target: at,
    path: "straight",
    color: colorModel(color),
    size:
      typeof width === "number"
        ? { fixed: width, min: width, max: width }
        : { fixed: width.between[0], field: width.column, min: width.between[0], max: width.between[1] },
    // Both are Grafana's defaults, and versions differ in whether they know them.
    ...(direction === "forward" ? {} : { direction: directionModel(direction) }),
    ...(style === "solid"
      ? {}
      : { lineStyle: { style: style === "animated" ? "dashed" : style, animate: style === "animated" } }),
  };
}

const directionModel = (direction: CanvasConnection["direction"]): NonNullable<CanvasConnectionModel["direction"]> =>
  typeof direction === "string"
    ? { mode: "fixed", fixed: direction }
    : { mode: "field", field: direction.column, fixed: direction.otherwise };

function colorModel(color: FromColumn<string>): CanvasColor {
  return typeof color === "string" ? { fixed: color } : { fixed: color.otherwise, field: color.column };
}

function textModel(text: FromColumn<string>): CanvasText {
  return typeof text === "string"
    ? { mode: "fixed", fixed: verbatim(text) }
    : { mode: "field", fixed: verbatim(text.otherwise), field: text.column };
}

/** Rounded to three digits, less than a tenth of a pixel on any screen. */
function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 1e5) / 1e3;
}
