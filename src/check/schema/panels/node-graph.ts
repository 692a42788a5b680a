import { z } from "zod";
import { dataLink } from "../links.js";
import { fieldMatcher } from "../overrides.js";
import { target } from "../targets.js";
import { dataPanel } from "./panel.js";

/** Grafana hands it to the browser as it is: a name of Grafana's palette would be no colour. */
const cssColor = z
  .string()
  .regex(/^(#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|rgba?\([\d.,% ]+\))$/)
  .meta({ id: "CssColour" });

/** Written behind the figure as it is, `req/s`; Grafana scales nothing here. */
const literalUnit = z.string().min(1);

const statistics = { mainStatUnit: literalUnit.optional(), secondaryStatUnit: literalUnit.optional() };

export const nodeGraphOptions = z.strictObject({
  nodes: z
    .strictObject({
      ...statistics,
      arcs: z.array(z.strictObject({ field: z.string().regex(/^arc__\w+$/), color: cssColor })).optional(),
    })
    .optional(),
  edges: z.strictObject(statistics).optional(),
  layoutAlgorithm: z.enum(["layered", "force", "grid"]).optional(),
  zoomMode: z.enum(["cooperative", "greedy"]).optional(),
});

const links = z
  .strictObject({ id: z.literal("links"), value: z.array(dataLink).min(1) })
  .meta({ id: "Override-of-links" });

/**
 * Of the field options this panel keeps the links of overrides alone, and drops units, colours and names in silence.
 * Links by default would appear once per field.
 */
const fieldConfig = z.strictObject({
  defaults: z.strictObject({}),
  overrides: z.array(z.strictObject({ matcher: fieldMatcher, properties: z.array(links).min(1) })),
});

/** An empty answer of a query called `nodes` or `edges` is taken for the frame of nodes, and the panel fails. */
const graphTarget = target.extend({ refId: z.string().regex(/^(?!(nodes|edges)$)[A-Za-z_][A-Za-z0-9_]*$/) });

export const nodeGraph = dataPanel("nodeGraph", nodeGraphOptions, fieldConfig)
  .extend({ targets: z.array(graphTarget).min(1) })
  .meta({ id: "Panel-nodeGraph" });
