/**
 * Rules for finished files of Grafana's provisioning: dashboards, dashboard providers and datasources. They share no
 * code with the builders of such files, so that they can catch errors of the builders.
 *
 * @module
 */
export { checkFiles } from "./check.js";
export type { CheckedFile, Finding, Severity } from "./finding.js";
export type { RuleFinding, Rule } from "./rule.js";
export { rules } from "./rules.js";
