import type { AnsweredSeries, TimeRange } from "../prometheus/client.js";
import type { ClassicDashboard, ClassicVariable } from "./dashboard.js";
import type { Datasource } from "./datasource.js";
import { interpolate, prometheusFormat, referencedNames, type VariableValue, type Variables } from "./interpolate.js";

/** Grafana's value of the option All. */
export const all = "$__all";

/** The selection by variable: a value, several values, or `all`. */
export type Selection = Readonly<Record<string, string | readonly string[]>>;

interface Option {
  readonly text: string;
  readonly value: string;
}

export interface ResolvedVariable {
  readonly name: string;
  readonly type: string;
  /** The query of a query variable, with its variables replaced. */
  readonly query?: string;
  readonly options: readonly Option[];
  readonly value: VariableValue;
}

interface VariableContext {
  readonly datasource: Datasource;
  readonly range: TimeRange;
  /** `$__range`, `$__interval` and others. */
  readonly builtIn: Variables;
}

/**
 * The variables of a dashboard, each after the variables that it refers to. Without a selection a variable has the
 * dashboard's `current` value if that is an option, otherwise All, otherwise the first option, as in Grafana.
 *
 * @throws Error for cyclic variables and for an unknown kind of query
 */
export async function resolveVariables(
  dashboard: ClassicDashboard,
  selection: Selection,
  context: VariableContext,
): Promise<readonly ResolvedVariable[]> {
  const unknown = Object.keys(selection).filter((name) => !dashboard.templating.list.some((one) => one.name === name));
  if (unknown.length > 0) throw new Error(`"${dashboard.title}" has no variable ${unknown.join(", ")}.`);
  const resolved: ResolvedVariable[] = [];
  const known = new Map(context.builtIn);
  for (const variable of inOrder(dashboard.templating.list)) {
    const one = await resolveVariable(variable, selection[variable.name], known, context);
    resolved.push(one);
    known.set(variable.name, one.value);
  }
  return resolved;
}

/** In the order of the dashboard, but each after the variables that it refers to. */
export function inOrder(variables: readonly ClassicVariable[]): readonly ClassicVariable[] {
  const ordered: ClassicVariable[] = [];
  const visiting: string[] = [];
  const visit = (variable: ClassicVariable) => {
    if (ordered.includes(variable)) return;
    if (visiting.includes(variable.name)) {
      throw new Error(`Variables refer to each other in a circle: ${[...visiting, variable.name].join(" > ")}.`);
    }
    visiting.push(variable.name);
    const names = referencedNames(`${queryText(variable)} ${variable.regex ?? ""} ${sourceOf(variable)}`);
    for (const other of variables) if (other.name !== variable.name && names.includes(other.name)) visit(other);
    visiting.pop();
    ordered.push(variable);
  };
  variables.forEach(visit);
  return ordered;
}

function sourceOf({ datasource }: ClassicVariable): string {
  return typeof datasource === "string" ? datasource : (datasource?.uid ?? "");
}

function queryText({ query }: ClassicVariable): string {
  if (typeof query === "string") return query;
  if (typeof query === "object" && query !== null && "query" in query) return String(query.query);
  return "";
}

async function resolveVariable(
  variable: ClassicVariable,
  chosen: string | readonly string[] | undefined,
  known: Variables,
  context: VariableContext,
): Promise<ResolvedVariable> {
  const { name, type } = variable;
  switch (type) {
    case "datasource": {
      const { uid, name: text } = context.datasource;
      return { name, type, options: [{ text, value: uid }], value: single(name, uid, text) };
    }
    case "query": {
      const query = interpolate(queryText(variable), known, prometheusFormat);
      const found = await answerVariableQuery(query, context);
      const pattern = interpolate(variable.regex ?? "", known, regexFormat);
      const options = sorted(filtered(found, pattern), variable.sort ?? 0);
      return { name, type, query, options, value: chosenValue(variable, options, chosen) };
    }
    case "custom": {
      const options = customOptions(interpolate(queryText(variable), known));
      return { name, type, options, value: chosenValue(variable, options, chosen) };
    }
    case "interval": {
      const options = queryText(variable)
        .split(",")
        .map((text) => ({ text: text.trim(), value: text.trim() }));
      return { name, type, options, value: chosenValue(variable, options, chosen) };
    }
    case "constant":
    case "textbox": {
      const value = typeof chosen === "string" ? chosen : queryText(variable);
      return { name, type, options: [], value: single(name, value, value) };
    }
    default:
      throw new Error(`Variable "${name}": the type "${type}" is none that is known here.`);
  }
}

function single(name: string, value: string, text: string): VariableValue {
  return { name, multi: false, includeAll: false, value, text };
}

function regexFormat(variable: VariableValue): string {
  return interpolate("${x:regex}", new Map([["x", variable]]));
}

function chosenValue(
  variable: ClassicVariable,
  options: readonly Option[],
  chosen: string | readonly string[] | undefined,
): VariableValue {
  const { name } = variable;
  const multi = variable.multi ?? false;
  const includeAll = variable.includeAll ?? false;
  const wanted = chosen ?? ownChoice(variable, options);
  const list: readonly string[] = typeof wanted === "string" ? [wanted] : wanted;
  const common = { name, multi, includeAll };
  if (list.includes(all)) {
    if (!includeAll) throw new Error(`Variable "${name}" doesn't offer All.`);
    const values = options.map(({ value }) => value);
    const custom = variable.allValue;
    return { ...common, value: values, text: "All", ...(custom ? { custom } : {}) };
  }
  if (!multi && list.length > 1) throw new Error(`Variable "${name}" takes one value, not ${list.length}.`);
  const texts = list.map((value) => options.find((option) => option.value === value)?.text ?? value);
  return multi ? { ...common, value: list, text: texts } : { ...common, value: list[0] ?? "", text: texts[0] ?? "" };
}

function ownChoice(variable: ClassicVariable, options: readonly Option[]): string | readonly string[] {
  const current = variable.current?.value;
  const list = current === undefined ? [] : typeof current === "string" ? [current] : current;
  if (list.includes(all) && variable.includeAll) return all;
  const there = list.filter((value) => options.some((option) => option.value === value));
  if (there.length > 0) return there;
  return options[0]?.value ?? (variable.includeAll ? all : "");
}

function customOptions(query: string): readonly Option[] {
  // `\,` is a comma in a value; `text : value` gives a value another text.
  return (query.match(/(?:\\,|[^,])+/g) ?? []).map((part) => {
    const plain = part.replaceAll("\\,", ",").trim();
    const named = /^\s*(.+)\s:\s(.+)$/.exec(plain);
    return named?.[1] !== undefined && named[2] !== undefined
      ? { text: named[1].trim(), value: named[2].trim() }
      : { text: plain, value: plain };
  });
}

/** The results of a variable's query, before its regex. */
async function answerVariableQuery(query: string, { datasource, range }: VariableContext): Promise<readonly Option[]> {
  const { client } = datasource;
  const same = (values: readonly string[]) => values.map((value) => ({ text: value, value }));
  const names = /^label_names\((?:(.+))?\)\s*$/.exec(query);
  if (names) return same(await client.labelNames(names[1] === undefined ? [] : [names[1]], range));
  const values = /^label_values\((?:(.+),\s*)?([a-zA-Z_$][\w]*)\)\s*$/.exec(query);
  if (values?.[2] !== undefined) {
    return same(await client.labelValues(values[2], values[1] === undefined ? [] : [values[1]], range));
  }
  const metrics = /^metrics\((.+)\)\s*$/.exec(query);
  if (metrics?.[1] !== undefined) {
    const pattern = new RegExp(metrics[1]);
    return same((await client.labelValues("__name__", [], range)).filter((name) => pattern.test(name)));
  }
  const result = /^query_result\((.+)\)\s*$/s.exec(query);
  if (result?.[1] !== undefined) {
    const answer = await client.instant(result[1], range.end);
    return answer.series.map((series) => {
      const text = answer.kind === "scalar" ? String(series.points[0]?.[1]) : resultText(series);
      return { text, value: text };
    });
  }
  throw new Error(`"${query}" is no variable query: label_names, label_values, metrics or query_result.`);
}

function resultText({ labels, points }: AnsweredSeries): string {
  const { __name__: name = "", ...rest } = labels;
  const pairs = Object.entries(rest).map(([label, value]) => `${label}="${value}"`);
  const [time = 0, value = NaN] = points[0] ?? [];
  return `${name}{${pairs.join(",")}} ${value} ${time * 1000}`;
}

/** Filters options by a variable's `regex`, and takes its groups `text` and `value`, or the first group. */
export function filtered(options: readonly Option[], pattern: string): readonly Option[] {
  const kept = pattern === "" ? options : options.flatMap((option) => matched(option, regexOf(pattern)));
  const seen = new Set<string>();
  return kept.filter(({ value }) => !seen.has(value) && seen.add(value));
}

function regexOf(pattern: string): RegExp {
  const written = /^\/(.*)\/([a-z]*)$/s.exec(pattern);
  if (written === null) return new RegExp(`^${pattern}$`, "g");
  const flags = new Set([...(written[2] ?? ""), "g"]);
  return new RegExp(written[1] ?? "", [...flags].join(""));
}

function matched(option: Option, pattern: RegExp): readonly Option[] {
  const matches = [...option.value.matchAll(pattern)];
  if (matches.length === 0) return [];
  const named = (group: "text" | "value") => matches.find((match) => match.groups?.[group])?.groups?.[group];
  const value = named("value");
  const text = named("text");
  if (value !== undefined || text !== undefined) return [{ value: value ?? text ?? "", text: text ?? value ?? "" }];
  const grouped = matches.flatMap((match) => (match[1] === undefined ? [] : [{ text: match[1], value: match[1] }]));
  return grouped.length > 0 ? grouped : [option];
}

const compare = new Intl.Collator("en").compare;
const firstNumber = (text: string) => Number(/.*?(\d+).*/.exec(text)?.[1] ?? -1);

/** Grafana's orders: 0 unsorted, 1/2 alphabetical, 3/4 by the first number, 5/6 alphabetical ignoring case. */
export function sorted(options: readonly Option[], order: number): readonly Option[] {
  const ascending = options.toSorted((a, b) => {
    switch (Math.ceil(order / 2)) {
      case 1:
        return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
      case 2:
        return firstNumber(a.text) - firstNumber(b.text);
      case 3:
        return compare(a.text.toLowerCase(), b.text.toLowerCase());
      case 4:
        return a.text.localeCompare(b.text, "en", { numeric: true });
      default:
        return 0;
    }
  });
  return order > 0 && order % 2 === 0 ? ascending.toReversed() : ascending;
}
