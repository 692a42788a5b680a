import { z } from "zod";

/*
 * The part of a classic dashboard that its queries need. Other keys are ignored.
 */

const datasourceReference = z.union([
  z.string(),
  z.looseObject({ uid: z.string().optional(), type: z.string().optional() }),
]);

const targetSchema = z.looseObject({
  refId: z.string(),
  expr: z.string().optional(),
  datasource: datasourceReference.nullish(),
  instant: z.boolean().optional(),
  range: z.boolean().optional(),
  interval: z.string().optional(),
  hide: z.boolean().optional(),
  format: z.string().optional(),
  legendFormat: z.string().optional(),
});

const plainPanel = z.looseObject({
  id: z.number(),
  type: z.string(),
  title: z.string().optional(),
  datasource: datasourceReference.nullish(),
  targets: z.array(targetSchema).optional(),
  interval: z.string().nullish(),
  maxDataPoints: z.number().nullish(),
  timeFrom: z.string().nullish(),
  timeShift: z.string().nullish(),
  repeat: z.string().nullish(),
});

const variableSchema = z.looseObject({
  name: z.string(),
  type: z.string(),
  query: z.unknown().optional(),
  regex: z.string().nullish(),
  sort: z.number().nullish(),
  multi: z.boolean().nullish(),
  includeAll: z.boolean().nullish(),
  allValue: z.string().nullish(),
  current: z
    .looseObject({
      value: z.union([z.string(), z.array(z.string())]).optional(),
      text: z.union([z.string(), z.array(z.string())]).optional(),
    })
    .nullish(),
  options: z.array(z.looseObject({ value: z.union([z.string(), z.array(z.string())]).optional() })).nullish(),
  datasource: datasourceReference.nullish(),
});

const annotationSchema = z.looseObject({
  name: z.string(),
  enable: z.boolean().optional(),
  builtIn: z.number().optional(),
  datasource: datasourceReference.nullish(),
  expr: z.string().optional(),
  step: z.string().optional(),
  target: z.looseObject({ expr: z.string().optional(), interval: z.string().optional() }).nullish(),
  titleFormat: z.string().optional(),
  textFormat: z.string().optional(),
  tagKeys: z.string().optional(),
  useValueForTime: z.union([z.boolean(), z.string()]).optional(),
});

const dashboardSchema = z.looseObject({
  uid: z.string(),
  title: z.string(),
  panels: z.array(plainPanel.extend({ panels: z.array(plainPanel).optional() })),
  templating: z.looseObject({ list: z.array(variableSchema).default([]) }).prefault({}),
  annotations: z.looseObject({ list: z.array(annotationSchema).default([]) }).prefault({}),
});

export type ClassicDashboard = z.infer<typeof dashboardSchema>;
export type ClassicPanel = z.infer<typeof plainPanel>;
export type ClassicTarget = z.infer<typeof targetSchema>;
export type ClassicVariable = z.infer<typeof variableSchema>;
export type ClassicAnnotation = z.infer<typeof annotationSchema>;

/** @throws ZodError for JSON that isn't a classic dashboard */
export function readDashboard(json: unknown): ClassicDashboard {
  return dashboardSchema.parse(json);
}

/** Every panel, also in collapsed rows, without the rows. */
export function panelsOf(dashboard: ClassicDashboard): readonly ClassicPanel[] {
  return dashboard.panels.flatMap((panel) => (panel.type === "row" ? (panel.panels ?? []) : [panel]));
}
