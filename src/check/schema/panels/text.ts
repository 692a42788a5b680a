import { z } from "zod";
import { panelFields } from "./panel.js";

export const textOptions = z.strictObject({
  mode: z.enum(["markdown", "html", "code"]),
  content: z.string().min(1),
  renderMode: z.enum(["once", "perRow"]).optional(),
  code: z
    .strictObject({
      language: z.enum(["go", "html", "json", "markdown", "plaintext", "sql", "typescript", "xml", "yaml"]),
      showLineNumbers: z.boolean(),
      showMiniMap: z.boolean(),
    })
    .optional(),
});

/** A text panel. It shows no data and has neither datasource nor targets. */
export const text = z
  .strictObject({
    type: z.literal("text"),
    ...panelFields,
    title: z.string().optional(),
    description: z.string().min(1).optional(),
    options: textOptions,
  })
  .meta({ id: "Panel-text" });
