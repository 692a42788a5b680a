import { z } from "zod";
import { datasourceReference } from "./references.js";

/** Names that are valid in PromQL and in Grafana's variable syntax. */
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/);

const chosen = z.union([z.string(), z.array(z.string())]);

const option = z.strictObject({ selected: z.boolean().optional(), text: chosen, value: chosen });

/** 0 shows label and value, 1 the value, 2 nothing, 3 both in a menu. */
const hide = z.literal([0, 1, 2, 3]);

const shown = {
  name,
  label: z.string().optional(),
  description: z.string().optional(),
  hide: hide.optional(),
  skipUrlSync: z.boolean().optional(),
};

const choosing = {
  current: option.optional(),
  options: z.array(option).optional(),
  multi: z.boolean().optional(),
  includeAll: z.boolean().optional(),
  allValue: z.string().optional(),
  allowCustomValue: z.boolean().optional(),
};

export const variable = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("query"),
      ...shown,
      ...choosing,
      datasource: datasourceReference,
      definition: z.string().optional(),
      query: z.union([
        z.string().min(1),
        z.strictObject({
          query: z.string().min(1),
          refId: z.string().min(1),
          qryType: z.int().min(0).max(5).optional(),
        }),
      ]),
      refresh: z.literal([1, 2]),
      regex: z.string().optional(),
      regexApplyTo: z.enum(["value", "text"]).optional(),
      sort: z.int().min(0).max(8).optional(),
      staticOptions: z.array(option).optional(),
      staticOptionsOrder: z.enum(["before", "after", "sorted"]).optional(),
    }),
    z.strictObject({
      type: z.literal("datasource"),
      ...shown,
      ...choosing,
      query: z.literal("prometheus"),
      regex: z.string().optional(),
      refresh: z.literal([0, 1, 2]).optional(),
    }),
    z.strictObject({
      type: z.literal("custom"),
      ...shown,
      ...choosing,
      query: z.string().min(1),
      valuesFormat: z.enum(["csv", "json"]).optional(),
    }),
    z.strictObject({
      type: z.literal("interval"),
      ...shown,
      current: option.optional(),
      options: z.array(option).optional(),
      query: z.string().min(1),
      refresh: z.literal(2).optional(),
      auto: z.boolean().optional(),
      auto_min: z.string().optional(),
      auto_count: z.int().min(1).optional(),
    }),
    z.strictObject({
      type: z.literal("constant"),
      ...shown,
      current: option.optional(),
      options: z.array(option).optional(),
      query: z.string(),
    }),
    z.strictObject({
      type: z.literal("textbox"),
      ...shown,
      current: option.optional(),
      options: z.array(option).optional(),
      query: z.string(),
    }),
  ])
  .meta({ id: "Variable" });
