import { durationText, type DashboardRange, type Intervals } from "./intervals.js";

/** The value of a variable in an open dashboard. */
export interface VariableValue {
  readonly name: string;
  /** Whether several values or All can be selected: the datasource then escapes for a regular expression. */
  readonly multi: boolean;
  readonly includeAll: boolean;
  /** A list where several values or All can be selected. */
  readonly value: string | readonly string[];
  readonly text: string | readonly string[];
  /** The variable's `allValue` where All is selected; it is inserted unchanged. */
  readonly custom?: string;
}

export type Variables = ReadonlyMap<string, VariableValue>;

type Format = keyof typeof formats;

/** `$x`, `[[x]]`, `[[x:format]]`, `${x}`, `${x.path}`, `${x:format}`; the groups are name and format, thrice. */
const reference = /\$(\w+)|\[\[(\w+)(?::(\w+))?\]\]|\$\{(\w+)(?:\.[^:^}]+)?(?::([^}]+))?\}/g;

/** Names of the variables in a text, Grafana's own included. */
export function referencedNames(text: string): readonly string[] {
  return [...text.matchAll(reference)].map((match) => match[1] ?? match[2] ?? match[4] ?? "");
}

/**
 * Replaces variables as Grafana does, and keeps unknown ones. A reference without a format gets `defaultFormat`: that of
 * the Prometheus datasource for expressions, `glob` elsewhere.
 */
export function interpolate(
  text: string,
  variables: Variables,
  defaultFormat: (variable: VariableValue) => string = globFormat,
): string {
  return text.replace(reference, (whole, ...groups: (string | undefined)[]) => {
    const [bare, bracketed, bracketedFormat, braced, bracedFormat] = groups;
    const variable = variables.get(bare ?? bracketed ?? braced ?? "");
    if (variable === undefined) return whole;
    const format = bracketedFormat ?? bracedFormat;
    if (variable.custom !== undefined) return customText(variable, variable.custom, format);
    if (format === undefined) return defaultFormat(variable);
    if (!isFormat(format)) throw new Error(`"${whole}": the format "${format}" is none that is known here.`);
    return formats[format](variable);
  });
}

function isFormat(name: string): name is Format {
  return Object.hasOwn(formats, name);
}

function customText(variable: VariableValue, value: string, format: string | undefined): string {
  switch (format) {
    case "text":
      return "All";
    case "percentencode":
      return percentEncoded(value);
    case "queryparam":
      return `var-${encodeURIComponent(variable.name)}=${encodeURIComponent("All")}`;
    default:
      return value;
  }
}

const listOf = ({ value }: VariableValue): readonly string[] => (typeof value === "string" ? [value] : value);
const textsOf = ({ text }: VariableValue): readonly string[] => (typeof text === "string" ? [text] : text);

/** A single value is unchanged, several values are alternatives in parentheses. */
function alternative(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? "") : `(${parts.join("|")})`;
}

const formats = {
  raw: (variable: VariableValue) => listOf(variable).join(","),
  regex: (variable: VariableValue) =>
    alternative(listOf(variable).map((value) => value.replace(/[\\^$*+?.()|[\]{}/]/g, "\\$&"))),
  pipe: (variable: VariableValue) => listOf(variable).join("|"),
  csv: (variable: VariableValue) => listOf(variable).join(","),
  glob: (variable: VariableValue) => globFormat(variable),
  text: (variable: VariableValue) => textsOf(variable).join(" + "),
  singlequote: (variable: VariableValue) =>
    listOf(variable)
      .map((value) => `'${value.replaceAll("'", "\\'")}'`)
      .join(","),
  doublequote: (variable: VariableValue) =>
    listOf(variable)
      .map((value) => `"${value.replaceAll('"', '\\"')}"`)
      .join(","),
  queryparam: (variable: VariableValue) =>
    listOf(variable)
      .map((value) => `var-${encodeURIComponent(variable.name)}=${percentEncoded(value)}`)
      .join("&"),
  percentencode: (variable: VariableValue) => percentEncoded(globFormat(variable)),
};

function globFormat(variable: VariableValue): string {
  const values = listOf(variable);
  return values.length > 1 ? `{${values.join(",")}}` : (values[0] ?? "");
}

/** Encodes as in a URL, including characters that a URL allows. */
function percentEncoded(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The format of the Prometheus datasource. A variable with a single value is escaped for a quoted string, any other for a
 * regular expression in a quoted string.
 */
export function prometheusFormat(variable: VariableValue): string {
  if (!variable.multi && !variable.includeAll) {
    return listOf(variable)
      .map((value) => value.replaceAll("\\", "\\\\").replaceAll("'", "\\\\'"))
      .join(",");
  }
  const escaped = listOf(variable).map((value) =>
    value.replaceAll("\\", "\\\\\\\\").replace(/[$^*{}[\]'+?.()|]/g, (character) => `\\\\${character}`),
  );
  return alternative(escaped);
}

/** Grafana's own variables for a query. */
export function builtInVariables(range: DashboardRange, intervals: Intervals): Variables {
  const { from, to } = range;
  const seconds = Math.round((to - from) / 1000);
  const entries: Readonly<Record<string, string>> = {
    __interval: durationText(intervals.step),
    __interval_ms: String(intervals.step),
    __rate_interval: durationText(intervals.rate),
    __rate_interval_ms: String(intervals.rate),
    __range: `${seconds}s`,
    __range_s: String(seconds),
    __range_ms: String(to - from),
    __from: String(from),
    __to: String(to),
  };
  return new Map(
    Object.entries(entries).map(([name, value]) => [
      name,
      // Their values are inserted unchanged in every format.
      { name, multi: false, includeAll: false, value, text: value, custom: value },
    ]),
  );
}
