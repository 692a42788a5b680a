import { z } from "zod";
import { dataLink } from "../links.js";
import { fieldMatcher } from "../overrides.js";
import { target } from "../targets.js";
import { dataPanel } from "./panel.js";

/** Grafana passes it to the browser unchanged, so that names of its palette are no colors. */
const cssColor = z
  .string()
  .regex(/^(#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|rgba?\([\d.,% ]+\))$/)
  .meta({ id: "CssColor" });

/** Text behind the figure, `req/s`; Grafana doesn't scale these figures. */
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
 * The panel applies links of overrides and silently ignores all other field options. Default links would appear once per
 * field.
 */
const fieldConfig = z.strictObject({
  defaults: z.strictObject({}),
  overrides: z.array(z.strictObject({ matcher: fieldMatcher, properties: z.array(links).min(1) })),
});

/** The panel takes an empty result with the refId `nodes` or `edges` for the frame of nodes, and fails. */
const graphTarget = target.extend({ refId: z.string().regex(/^(?!(nodes|edges)$)[A-Za-z_][A-Za-z0-9_]*$/) });

export const nodeGraph = dataPanel("nodeGraph", nodeGraphOptions, fieldConfig)
  .extend({ targets: z.array(graphTarget).min(1) })
  .meta({ id: "Panel-nodeGraph" });
