import { z } from "zod";
import { duration, uid } from "./references.js";

/**
 * A reference to a secret in a file or an environment variable. The secret itself is not allowed: many people read these
 * files, and version control keeps them.
 */
export const secretReference = z
  .string()
  .regex(/^(\$__file\{(\/|[A-Za-z]:[\\/])[^}]+\}|\$__env\{\w+\}|\$\{\w+\}|\$[A-Za-z]\w*)$/)
  .meta({ id: "SecretReference", description: "$__file{/path}, $__env{NAME}, ${NAME} or $NAME" });

const datasource = z.strictObject({
  name: z.string().min(1),
  uid,
  type: z.literal("prometheus"),
  access: z.literal("proxy"),
  url: z
    .string()
    .regex(/^https:\/\/[^\s/?#@]+(\/[^\s?#@]*)?$/)
    .meta({ description: "https, without a name and a password" }),
  orgId: z.int().min(1).optional(),
  isDefault: z.boolean().optional(),
  editable: z.literal(false),
  version: z.int().min(1).optional(),
  jsonData: z.strictObject({
    httpMethod: z.enum(["POST", "GET"]),
    tlsAuth: z.literal(true),
    tlsAuthWithCACert: z.literal(true),
    serverName: z.string().min(1),
    timeInterval: duration,
    queryTimeout: duration.optional(),
    prometheusType: z.enum(["Prometheus", "Mimir", "Cortex", "Thanos"]).optional(),
    prometheusVersion: z.string().optional(),
    cacheLevel: z.enum(["None", "Low", "Medium", "High"]).optional(),
    defaultEditor: z.enum(["code", "builder"]).optional(),
    disableMetricsLookup: z.boolean().optional(),
    incrementalQuerying: z.boolean().optional(),
    incrementalQueryOverlapWindow: duration.optional(),
    disableRecordingRules: z.boolean().optional(),
    allowAsRecordingRulesTarget: z.boolean().optional(),
    manageAlerts: z.boolean().optional(),
    customQueryParameters: z.string().optional(),
    seriesLimit: z.int().min(0).optional(),
  }),
  secureJsonData: z.strictObject({
    tlsCACert: secretReference,
    tlsClientCert: secretReference,
    tlsClientKey: secretReference,
  }),
});

/** A datasource file of Grafana's provisioning: a Prometheus behind mutual TLS. */
export const datasourceFile = z
  .strictObject({
    apiVersion: z.literal(1),
    prune: z.boolean().optional(),
    deleteDatasources: z
      .array(z.strictObject({ name: z.string().min(1), orgId: z.int().min(1).optional() }))
      .optional(),
    datasources: z.array(datasource).min(1),
  })
  .meta({ title: "Datasource file", description: "Datasources of Grafana's provisioning: Prometheus with mutual TLS" });
