import { grafana } from "./engine.js";

const standard = ["unit", "decimals", "min", "max", "color", "thresholds", "mappings", "noValue", "links"];
const custom = ["cellOptions"];

/** Options of fields, for `applyFieldOverrides`. Grafana's own registry of them is part of its user interface. */
export const fieldOptions = new grafana.FieldConfigOptionsRegistry(() =>
  [...standard.map((path) => ({ path, isCustom: false })), ...custom.map((path) => ({ path, isCustom: true }))].map(
    ({ path, isCustom }) => ({
      id: isCustom ? `custom.${path}` : path,
      path,
      isCustom,
      name: path,
      editor: () => null,
      override: () => null,
      process: (value: unknown) => value,
      shouldApply: () => true,
      settings: {},
    }),
  ),
);
