/** The data links of rows, as Grafana's own engine fills them in. */
import type { DataFrame, DisplayValue, Field, ScopedVars } from "@grafana/data";
import type { JsonObject } from "../../src/grafana/index.js";
import { interpolate, type Variables, type VariableValue } from "../grafana-client/interpolate.js";
import { grafana } from "./engine.js";
import { fieldOptions } from "./field-options.js";

const theme = grafana.createTheme();

/** A variable with its chosen values. */
export const chosen = (name: string, ...value: readonly string[]): VariableValue => ({
  name,
  multi: true,
  includeAll: true,
  value,
  text: value,
});

const time: VariableValue = {
  name: "__url_time_range",
  multi: false,
  includeAll: false,
  value: "from=now-1h&to=now",
  text: "",
};

/** The addresses of the links of each row, by the row's value of a field. */
export function linksOfRows(
  panel: JsonObject,
  frames: readonly DataFrame[],
  by: string,
  variables: readonly VariableValue[],
): ReadonlyMap<string, readonly string[]> {
  const known: Variables = new Map([time, ...variables].map((one) => [one.name, one]));
  const shown = grafana.applyFieldOverrides({
    data: [...frames],
    fieldConfig: panel["fieldConfig"] as never,
    replaceVariables: (text, scoped) => interpolate(withFields(text, scoped), known),
    theme,
    fieldConfigRegistry: fieldOptions,
  });
  return new Map(
    shown.flatMap((frame) => {
      const keys = frame.fields.find(({ name }) => name === by)?.values ?? [];
      return keys.map((key: unknown, valueRowIndex) => {
        const links = frame.fields.flatMap((field) => field.getLinks?.({ valueRowIndex }) ?? []);
        return [String(key), links.map(({ href }) => href)] as const;
      });
    }),
  );
}

/** The text with the value of the cell and the fields of its row. A field that the frame lacks is empty, as in Grafana. */
function withFields(text: string, scoped: ScopedVars = {}): string {
  const context: unknown = scoped["__dataContext"]?.value;
  const { frame, field, rowIndex } = context as {
    readonly frame: DataFrame;
    readonly field: Field;
    readonly rowIndex: number;
  };
  const raw: unknown = field.values[rowIndex];
  const row: Readonly<Record<string, DisplayValue | undefined>> = grafana.getFieldDisplayValuesProxy({
    frame,
    rowIndex,
  });
  const variable = /\$\{(?:__value\.raw|__data\.fields\.(\w+))(?::(\w+))?\}/g;
  return text.replace(variable, (_, name: string | undefined, format: string | undefined) => {
    const shown = name === undefined ? undefined : row[name];
    const value = name === undefined ? String(raw) : shown === undefined ? "" : grafana.formattedValueToString(shown);
    return format === "percentencode" ? encodeURIComponent(value) : value;
  });
}
