import { z } from "zod";

const duration = z
  .string()
  .regex(/^([0-9]+(ms|[smhdwy]))+$/)
  .meta({ description: "A duration: 30s, 5m" });
const labels = z.record(
  z
    .string()
    .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/)
    .meta({ description: "The name of a label" }),
  z.string().min(1),
);

const recordingRule = z.strictObject({
  record: z
    .string()
    .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/)
    .meta({ description: "The name of the recorded metric" }),
  expr: z.string().min(1),
  labels: labels.optional(),
});

const group = z.strictObject({
  name: z.string().min(1),
  interval: duration.optional(),
  limit: z.int().min(1).optional(),
  rules: z.array(recordingRule),
});

/** A rule file of Prometheus with recording rules. */
export const ruleFile = z
  .strictObject({ groups: z.array(group).min(1) })
  .meta({ title: "Rule file", description: "Recording rules of Prometheus" });

const expressionTest = z.strictObject({
  expr: z.string().min(1),
  eval_time: duration,
  exp_samples: z.array(z.strictObject({ labels: z.string().min(1), value: z.number() })),
});

const test = z.strictObject({
  name: z.string().min(1).optional(),
  interval: duration,
  input_series: z.array(z.strictObject({ series: z.string().min(1), values: z.string().min(1) })),
  promql_expr_test: z.array(expressionTest).min(1),
});

/** A file that `promtool test rules` reads. */
export const ruleTestFile = z
  .strictObject({
    rule_files: z.array(z.string().min(1)).min(1),
    evaluation_interval: duration,
    tests: z.array(test).min(1),
  })
  .meta({ title: "Tests of rules", description: "A file of promtool test rules" });
