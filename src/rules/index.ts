/** What Prometheus records for the dashboards, from the same queries. */
import type { Lab } from "../lab/index.js";
import { balancingRules } from "./balancing.js";
import { certificateRules } from "./certificates.js";
import { clientRules } from "./clients.js";
import { healthRules } from "./health.js";
import { labRules } from "./lab.js";
import type { NamedRules } from "./model.js";

export type { NamedRules, RecordingRule, RuleFile, RuleGroup, RuleTestFile } from "./model.js";

/** The rule files of a lab with their tests; none if it says `rules: false`. */
export const rulesOf = (lab: Lab): readonly NamedRules[] =>
  lab.rules ? [balancingRules(lab), certificateRules(lab), clientRules(lab), healthRules(lab), labRules(lab)] : [];
