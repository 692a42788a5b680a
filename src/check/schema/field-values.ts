import { z } from "zod";

/** Values of the standard field options; defaults and overrides share them. */

/** `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(…)`, or a name of Grafana's palette such as `semi-dark-green`, `text`, `transparent`. */
export const color = z
  .string()
  .regex(/^(#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|rgba?\([\d.,% ]+\)|[a-z][a-z-]*)$/)
  .meta({ id: "Color" });

const modes = [
  "fixed", "shades", "thresholds", "palette-classic", "palette-classic-by-name", "continuous-viridis",
  "continuous-magma", "continuous-plasma", "continuous-inferno", "continuous-cividis", "continuous-GrYlRd",
  "continuous-RdYlGr", "continuous-BlYlRd", "continuous-YlRd", "continuous-BlPu", "continuous-YlBl",
  "continuous-blues", "continuous-reds", "continuous-greens", "continuous-purples",
] as const; // prettier-ignore

export const fieldColour = z
  .strictObject({
    mode: z.enum(modes),
    fixedColor: color.optional(),
    seriesBy: z.enum(["min", "max", "last"]).optional(),
  })
  .meta({ id: "FieldColour" });

/** The first step has the value null: minus infinity. */
export const thresholds = z
  .strictObject({
    mode: z.enum(["absolute", "percentage"]),
    steps: z.array(z.strictObject({ color, value: z.number().nullable() })).min(1),
  })
  .meta({ id: "Thresholds" });

const result = z
  .strictObject({
    text: z.string().optional(),
    color: color.optional(),
    icon: z.string().optional(),
    index: z.int().min(0).optional(),
  })
  .meta({ id: "MappingResult" });

const mapping = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("value"), options: z.record(z.string(), result) }),
    z.strictObject({
      type: z.literal("range"),
      options: z.strictObject({ from: z.number().nullable(), to: z.number().nullable(), result }),
    }),
    z.strictObject({ type: z.literal("regex"), options: z.strictObject({ pattern: z.string().min(1), result }) }),
    z.strictObject({
      type: z.literal("special"),
      options: z.strictObject({ match: z.enum(["true", "false", "null", "nan", "null+nan", "empty"]), result }),
    }),
  ])
  .meta({ id: "ValueMapping" });

export const mappings = z.array(mapping);
