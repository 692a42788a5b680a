import { z } from "zod";
import { dashboard } from "./dashboard.js";
import { datasourceFile } from "./datasource.js";
import { ruleFile, ruleTestFile } from "./prometheus-rules.js";
import { providerFile } from "./provider.js";

/**
 * A zod schema as JSON Schema 2020-12. Discriminated unions have a `discriminator`, so that a validator reports errors
 * of one branch only, and an enum of the discriminating values, so that it can name them.
 */
const jsonSchema = (name: string, schema: z.ZodType) => ({
  ...z.toJSONSchema(schema, {
    target: "draft-2020-12",
    override: ({ zodSchema, jsonSchema: made }) => {
      const { def, propValues } = zodSchema._zod;
      if (def.type !== "union" || !("discriminator" in def)) return;
      const property = String(def.discriminator);
      const values = [...(propValues?.[property] ?? [])].map(String);
      made.type = "object";
      made.properties = { [property]: { type: "string", enum: values } };
      made.required = [property];
      made["discriminator"] = { propertyName: property };
    },
  }),
  $id: `urn:homelab-dashboards:schema:${name}`,
});

/** The JSON Schema of each kind of file that Grafana or Prometheus reads, by name. */
export const jsonSchemas = () => ({
  dashboard: jsonSchema("dashboard", dashboard),
  datasource: jsonSchema("datasource", datasourceFile),
  "dashboard-provider": jsonSchema("dashboard-provider", providerFile),
  "prometheus-rules": jsonSchema("prometheus-rules", ruleFile),
  "prometheus-rule-tests": jsonSchema("prometheus-rule-tests", ruleTestFile),
});
