import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import {
  print,
  type InstantVector,
  type MetricKind,
  type Selector,
  type NonCounter,
  type Variable,
} from "../promql/index.js";
import { datasource, datasourceVariableName } from "./datasource.js";

/** The query of a variable. */
export interface VariableQuery {
  /** In the syntax of Grafana's Prometheus data source. */
  readonly text: string;
  /** Grafana's number of the query type: 1 label values, 3 query result. */
  readonly kind: 1 | 3;
  /** Extracts the value from the answer. */
  readonly regex?: string;
}

/** The values of a label of these series within the time range: `label_values(selector, label)`. */
export function labelValues<L extends string, S extends MetricKind, O extends string>(
  selector: Selector<L, S, O>,
  label: NoInfer<L>,
): VariableQuery {
  return { text: `label_values(${print(selector)}, ${label})`, kind: 1 };
}

/** The values of the only label of an expression at the end of the time range: `query_result(expression)`. */
export function queryResult<const Label extends string>(
  expression: InstantVector<NoInfer<Label>, NonCounter>,
  label: Label,
): VariableQuery {
  // Grafana writes a result as `{label="value"} 1 1700000000000`, without escapes for quotes and line breaks.
  return { text: `query_result(${print(expression)})`, kind: 3, regex: `/^\\{${label}="([\\s\\S]*)"\\} \\S+ \\S+$/` };
}

/** The value of an expression without labels at the end of the time range. */
export function queryValue(expression: InstantVector): VariableQuery {
  return { text: `query_result(${print(expression)})`, kind: 3, regex: "/^\\{\\} (\\S+) \\S+$/" };
}

const sorts = {
  none: VariableSort.Disabled,
  alphabetical: VariableSort.AlphabeticalCaseInsensitiveAsc,
  natural: VariableSort.NaturalAsc,
  numerical: VariableSort.NumericalAsc,
} as const;

/**
 * The meaning of “All”: `anything` is the pattern `.*` itself, so that nothing is missing when the list of values is
 * empty or old; `listed` are the values of the list; `none` means that there is no “All”.
 */
export type All = "anything" | "listed" | "none";

/** A variable with values from Prometheus, refreshed when the time range changes. */
export function queryVariable<Name extends string>(options: {
  readonly variable: Variable<Name>;
  readonly label: string;
  readonly description: string;
  readonly query: VariableQuery;
  /** Whether a user can choose several values. Default: yes. */
  readonly multi?: boolean;
  readonly all?: All;
  readonly hidden?: boolean;
  readonly sort?: keyof typeof sorts;
  /** Filters the values, or extracts a part of them. Default: that of the query. */
  readonly regex?: string;
}): QueryVariableBuilder {
  const { variable, label, description, query, multi = true, all = "anything", hidden = false } = options;
  const builder = new QueryVariableBuilder(variable.name)
    .label(label)
    .description(description)
    .datasource(datasource)
    .query({ qryType: query.kind, query: query.text, refId: "PrometheusVariableQueryEditor-VariableQuery" })
    .definition(query.text)
    .regex(options.regex ?? query.regex ?? "")
    .multi(multi)
    .includeAll(all !== "none")
    .hide(hidden ? VariableHide.HideVariable : VariableHide.DontHide)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(sorts[options.sort ?? "alphabetical"]);
  if (all === "anything") builder.allValue(".*");
  if (all !== "none") {
    builder.current(multi ? { text: ["All"], value: ["$__all"] } : { text: "All", value: "$__all" });
  }
  return builder;
}

/** A variable with fixed values, by the texts that a user chooses; the first is the default. */
export function customVariable<Name extends string>(options: {
  readonly variable: Variable<Name>;
  readonly label: string;
  readonly description: string;
  readonly values: Readonly<Record<string, string>>;
}): CustomVariableBuilder {
  const { variable, label, description, values } = options;
  const [[text, value] = ["", ""]] = Object.entries(values);
  return new CustomVariableBuilder(variable.name)
    .label(label)
    .description(description)
    .values(
      Object.entries(values)
        .map(([name, one]) => `${name} : ${one}`)
        .join(","),
    )
    .current({ text, value })
    .multi(false)
    .includeAll(false);
}

/** The variable with the data source of every query. `current` is its default. */
export function datasourceVariable(current?: {
  readonly name: string;
  readonly uid: string;
}): DatasourceVariableBuilder {
  const builder = new DatasourceVariableBuilder(datasourceVariableName)
    .label("Data source")
    .description("The Prometheus that is asked.")
    .type("prometheus")
    .multi(false)
    .includeAll(false);
  if (current !== undefined) builder.current({ text: current.name, value: current.uid });
  return builder;
}
