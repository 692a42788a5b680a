import type { Rule } from "./rule.js";
import layout from "./rules/dashboard/layout.js";
import uniquePanelIds from "./rules/dashboard/unique-panel-ids.js";
import uniqueRefIds from "./rules/dashboard/unique-ref-ids.js";
import uniqueUids from "./rules/dashboard/unique-uids.js";
import declared from "./rules/datasource/declared.js";
import secrets from "./rules/datasource/secrets.js";
import dashboardsExist from "./rules/links/dashboards-exist.js";
import variablesExist from "./rules/links/variables-exist.js";
import path from "./rules/provider/path.js";
import used from "./rules/variables/used.js";

/** All rules but the schemas, sorted by name. */
export const rules: readonly Rule[] = [
  layout,
  uniquePanelIds,
  uniqueRefIds,
  uniqueUids,
  declared,
  secrets,
  dashboardsExist,
  variablesExist,
  path,
  used,
];

/** Names of the findings of parsing and of the schemas. Each has a page like a rule. */
export const fileChecks: readonly string[] = [
  "file/format",
  "file/kind",
  "file/size",
  "file/syntax",
  "schema/dashboard",
  "schema/dashboard-provider",
  "schema/datasource",
];
