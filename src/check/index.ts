/**
 * Rules over finished files of Grafana's provisioning: dashboards, dashboard providers, datasources. It shares nothing
 * with the code that writes such files, so that it can catch its mistakes.
 *
 * @module
 */
export { checkFiles } from "./check.js";
export type { CheckedFile, Finding, Severity } from "./finding.js";
export type { RuleFinding, Rule } from "./rule.js";
export { fileChecks, rules } from "./rules.js";
