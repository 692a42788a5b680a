/**
 * Rules for finished files of Grafana's provisioning: dashboards, dashboard providers and datasources. They share no
 * code with the builders of such files, so that they can catch errors of the builders.
 *
 * @module
 */
export { checkFiles, checkReport } from "./check.js";
export type { CheckedFile, CheckReport, Finding, Severity, SkippedLink } from "./finding.js";
export type { RuleFinding, Rule } from "./rule.js";
export { rules } from "./rules.js";
