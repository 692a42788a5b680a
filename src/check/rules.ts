import type { Rule } from "./rule.js";
import alertingRequired from "./rules/alerting/required.js";
import dashboardInputs from "./rules/dashboard/inputs.js";
import dashboardLayout from "./rules/dashboard/layout.js";
import dashboardOpenRows from "./rules/dashboard/open-rows.js";
import dashboardShape from "./rules/dashboard/shape.js";
import dashboardTitle from "./rules/dashboard/title.js";
import dashboardUid from "./rules/dashboard/uid.js";
import dashboardUniquePanelIds from "./rules/dashboard/unique-panel-ids.js";
import dashboardUniqueRefIds from "./rules/dashboard/unique-ref-ids.js";
import dashboardUniqueTitles from "./rules/dashboard/unique-titles.js";
import dashboardUniqueUids from "./rules/dashboard/unique-uids.js";
import datasourceDeclared from "./rules/datasource/declared.js";
import datasourceOneDefault from "./rules/datasource/one-default.js";
import datasourceRequired from "./rules/datasource/required.js";
import datasourceResolved from "./rules/datasource/resolved.js";
import datasourceSecrets from "./rules/datasource/secrets.js";
import datasourceUniqueNames from "./rules/datasource/unique-names.js";
import datasourceUniqueUids from "./rules/datasource/unique-uids.js";
import fileApiVersion from "./rules/file/api-version.js";
import linksDashboardsExist from "./rules/links/dashboards-exist.js";
import linksVariablesExist from "./rules/links/variables-exist.js";
import providerOverlap from "./rules/provider/overlap.js";
import providerPath from "./rules/provider/path.js";
import providerRequired from "./rules/provider/required.js";
import variablesDeclared from "./rules/variables/declared.js";
import variablesUsed from "./rules/variables/used.js";

/** All rules but the schemas, sorted by name. */
export const rules: readonly Rule[] = [
  alertingRequired,
  dashboardInputs,
  dashboardLayout,
  dashboardOpenRows,
  dashboardShape,
  dashboardTitle,
  dashboardUid,
  dashboardUniquePanelIds,
  dashboardUniqueRefIds,
  dashboardUniqueTitles,
  dashboardUniqueUids,
  datasourceDeclared,
  datasourceOneDefault,
  datasourceRequired,
  datasourceResolved,
  datasourceSecrets,
  datasourceUniqueNames,
  datasourceUniqueUids,
  fileApiVersion,
  linksDashboardsExist,
  linksVariablesExist,
  providerOverlap,
  providerPath,
  providerRequired,
  variablesDeclared,
  variablesUsed,
];

/** Names of the findings of parsing and of the schemas. Each has a page like a rule. */
export const fileChecks: readonly string[] = [
  "file/format",
  "file/kind",
  "file/link",
  "file/size",
  "file/syntax",
  "schema/dashboard",
  "schema/dashboard-provider",
  "schema/prometheus-rules",
  "schema/prometheus-rule-tests",
  "schema/datasource",
];
