export { conditionsOf } from "./boundary.js";
export {
  avg,
  bottomk,
  count,
  countValues,
  foldCopies,
  group,
  max,
  min,
  quantile,
  stddev,
  stdvar,
  sum,
  topk,
  type Aggregation,
  type Choice,
} from "./aggregations.js";
export {
  number,
  type AnyInstantVector,
  type Expression,
  type InstantVector,
  type Kind,
  type RangeVector,
  type Sample,
  type Scalar,
  type Selector,
  type Shown,
} from "./expression.js";
export * from "./functions.js";
export type { Duration, DurationUnit, DurationVariable, Matcher, Matching, Node, Shift, Variable } from "./node.js";
export {
  add,
  and,
  atLeast,
  atMost,
  divide,
  equal,
  greater,
  less,
  modulo,
  multiply,
  negate,
  notEqual,
  or,
  power,
  subtract,
  unless,
  type Arithmetic,
  type Comparison,
  type Filter,
} from "./operators.js";
export { print } from "./print.js";
export { escapeRegularExpression, quote } from "./quote.js";
export { uncheckedInstantVector } from "./raw.js";
export {
  matching,
  noneOf,
  not,
  notMatching,
  oneOf,
  promql,
  toMatcher,
  uncheckedSelector,
  type Condition,
  type Conditions,
  type InstanceLabel,
  type LabelOf,
  type MetricShape,
  type OptionalLabelOf,
  type Registry,
  type SampleOf,
  type Select,
  type SeriesName,
} from "./registry.js";
export { range, shift, sinceStart, subquery } from "./selection.js";
export {
  dashboardRange,
  dashboardRangeSeconds,
  interval,
  numberVariable,
  rateInterval,
  secondsVariable,
  variable,
} from "./variables.js";
