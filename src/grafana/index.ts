export { annotation } from "./annotations.js";
export { barGauge, type BarGauge } from "./bar-gauge.js";
export type { DataLinkModel } from "./boundary/data-links.js";
export type { Json, JsonObject } from "./json.js";
export {
  canvas,
  canvasLink,
  type Box,
  type Canvas,
  type CanvasConnection,
  type CanvasContent,
  type CanvasElement,
  type CanvasLink,
  type FromColumn,
} from "./canvas.js";
export type { DashboardContent, Group } from "./content.js";
export { dashboard, group, type DashboardDefinition } from "./dashboard.js";
export { datasource } from "./datasource.js";
export { describePanel, type DescribedQuery, type PanelGuidance } from "./description.js";
export { targetsOf, type FinalizedDashboard, type FinalizedTarget } from "./finalize.js";
export {
  geomap,
  type Geomap,
  type GeomapContent,
  type Place,
  type PlaceValue,
  type PlaceValueOptions,
} from "./geomap.js";
export { filterSign, sayUnfiltered, type DashboardFilter } from "./filter-sign.js";
export { heatmap, type Heatmap, type HeatmapUnits } from "./heatmap.js";
export type { LabelNames, NamesByLabel } from "./label-names.js";
export { showLabelValues, type LabelValues } from "./label-values.js";
export { grayMissing } from "./missing-values.js";
export { tablesForLongLegends } from "./legends.js";
export { dashboardLink, dataLink, type DashboardReference, type DataLink } from "./links.js";
export { matrix, type MatrixContent, type MatrixOptions } from "./matrix.js";
export { properties, type OverrideValues } from "./overrides.js";
export { type Calculation, type PanelBuilder } from "./panel.js";
export { series, type Series } from "./series.js";
export { stat, type Stat } from "./stat.js";
export { stateTimeline, type StateTimeline } from "./state-timeline.js";
export {
  table,
  type Cell,
  type Column,
  type ColumnOptions,
  type RowLabel,
  type Table,
  type TableContent,
} from "./table.js";
export type { TextColumn, TrendColumn } from "./table-columns.js";
export {
  target,
  type DrawableQuery,
  type LabelNamesIn,
  type Legend,
  type MeasuredQuery,
  type QueryFacts,
  type QueryWithUnit,
  type Target,
  type TargetOptions,
  type Template,
} from "./target.js";
export { text } from "./text.js";
export {
  calculateBinary,
  calculateRow,
  calculateUnary,
  concatenate,
  convertToNumbers,
  convertToText,
  rowNumber,
  runningSum,
  excludeFields,
  excludeFieldsMatching,
  forQueries,
  groupingToMatrix,
  includeFields,
  joinByField,
  labelsToFields,
  limit,
  merge,
  organize,
  reduceFields,
  reduceToRows,
  renameByRegex,
  rowsWith,
  sortBy,
  type Transformation,
} from "./transformations.js";
export {
  fixedColor,
  mapGaps,
  mapMissing,
  mapRange,
  mapValues,
  missingColor,
  thresholds,
  thresholdSteps,
  type Step,
  type ValueName,
} from "./values.js";
export { unitId, unitIds } from "./units.js";
export {
  customVariable,
  datasourceVariable,
  labelValues,
  queryResult,
  queryValue,
  queryVariable,
  type All,
  type VariableQuery,
} from "./variables.js";
