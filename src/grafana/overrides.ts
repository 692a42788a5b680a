import type {
  DynamicConfigValue,
  FieldColorModeId,
  FieldColorSeriesByMode,
  ThresholdsConfig,
  ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type {
  AxisPlacement,
  FieldTextAlignment,
  GraphDrawStyle,
  GraphTransform,
  HideSeriesConfig,
  LineInterpolation,
  LineStyle,
  StackingConfig,
  TableCellOptions,
} from "@grafana/grafana-foundation-sdk/common";
import type { DataLinkModel } from "./boundary/data-links.js";

/** The properties of an override by Grafana's ids. The SDK takes any id with any value. */
export interface OverrideValues {
  readonly unit?: string;
  readonly decimals?: number;
  readonly displayName?: string;
  readonly noValue?: string;
  readonly min?: number;
  readonly max?: number;
  readonly color?: {
    readonly mode: `${FieldColorModeId}`;
    readonly fixedColor?: string;
    readonly seriesBy?: `${FieldColorSeriesByMode}`;
  };
  readonly thresholds?: ThresholdsConfig;
  readonly mappings?: readonly ValueMapping[];
  readonly links?: readonly DataLinkModel[];
  readonly "custom.align"?: `${FieldTextAlignment}`;
  readonly "custom.axisPlacement"?: `${AxisPlacement}`;
  readonly "custom.cellOptions"?: TableCellOptions;
  readonly "custom.drawStyle"?: `${GraphDrawStyle}`;
  readonly "custom.fillBelowTo"?: string;
  readonly "custom.fillOpacity"?: number;
  readonly "custom.filterable"?: boolean;
  readonly "custom.hidden"?: boolean;
  readonly "custom.hideFrom"?: HideSeriesConfig;
  readonly "custom.hideFrom.viz"?: boolean;
  readonly "custom.lineInterpolation"?: `${LineInterpolation}`;
  readonly "custom.lineStyle"?: LineStyle;
  readonly "custom.lineWidth"?: number;
  readonly "custom.minWidth"?: number;
  readonly "custom.stacking"?: StackingConfig;
  /** `negative-Y` draws a series below zero. */
  readonly "custom.transform"?: `${GraphTransform}`;
  readonly "custom.width"?: number;
  readonly "custom.wrapHeaderText"?: boolean;
}

/** Checked properties of an override: `.overrideByName("total", properties({ unit: "s" }))`. */
export function properties(values: OverrideValues): DynamicConfigValue[] {
  return Object.entries<OverrideValues[keyof OverrideValues]>({ ...values }).flatMap(([id, value]) =>
    value === undefined ? [] : [{ id, value }],
  );
}
