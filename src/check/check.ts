import { findingText, relevantErrors } from "./schema-errors.js";
import {
  fileKind,
  ignoredIn,
  isChecked,
  isEmittedKind,
  rejectedFormat,
  type EmittedKind,
  type FileKind,
} from "./file-kind.js";
import type { CheckedFile, CheckReport, Finding, SkippedLink } from "./finding.js";
import { linkFinding } from "./links.js";
import { locationAt, locationText, type Source } from "./location.js";
import { parseFile } from "./parse-file.js";
import { appliesTo } from "./rule.js";
import { rules } from "./rules.js";
import * as validators from "./validators/generated.js";
import type { Validator } from "./validators/validator.js";
import { fileModel, type KnownFile } from "./file-model.js";

const compiled: Readonly<Record<EmittedKind, Validator>> = {
  dashboard: validators.dashboard,
  datasource: validators.datasource,
  "dashboard-provider": validators.dashboardProvider,
  "prometheus-rules": validators.prometheusRules,
  "prometheus-rule-tests": validators.prometheusRuleTests,
};

/** Maximum number of schema findings per file; a file with more is of another kind. */
const maxFindings = 100;

const error = (rule: string, file: string, message: string, fix: string): Finding => ({
  rule,
  file,
  path: file,
  message,
  fix,
  severity: "error",
});

/** A secret in the file is a finding of datasource/secrets, whose message is more specific. */
const isSecretValue = (pointer: string) => /\/secureJsonData\/[^/]+$/.test(pointer);

/** Findings of the strict schema, which holds for files that this project emitted. */
const schemaFindings = (kind: EmittedKind, source: Source): readonly Finding[] => {
  const validate = compiled[kind];
  if (validate(source.value)) return [];
  const rule = `schema/${kind}`;
  const errors = relevantErrors(validate.errors ?? []).filter(
    ({ instancePath, keyword }) => !(keyword === "pattern" && isSecretValue(instancePath)),
  );
  const findings = errors.slice(0, maxFindings).map((each): Finding => {
    const path = locationText(locationAt(source, each.instancePath));
    return { rule, file: source.file, path, ...findingText(each, kind === "datasource"), severity: "error" };
  });
  if (errors.length <= maxFindings) return findings;
  const rest = errors.length - maxFindings;
  return [...findings, error(rule, source.file, `and ${rest} more of the kind`, "correct the first ones first")];
};

/** A foreign file at a place where Grafana reads nothing. */
interface UnreadFile {
  readonly unread: string;
}

const unknownKind = ({ path, foreign = false }: CheckedFile): Finding | UnreadFile => {
  const folder = ignoredIn(path);
  if (folder !== undefined) {
    return error(
      "file/kind",
      path,
      `Grafana reads only YAML in ${folder}/ and ignores this file`,
      "write it as YAML, with the extension .yml, or move it away",
    );
  }
  if (foreign) return { unread: path };
  return error(
    "file/kind",
    path,
    "this is no file that Grafana's provisioning reads here",
    "move it out of the tree; the kinds are dashboards (JSON), dashboard providers, datasources, alerting and plugins (YAML)",
  );
};

const identify = (file: CheckedFile): KnownFile | Finding | UnreadFile => {
  const parsed = parseFile(file);
  if ("finding" in parsed) {
    const { rule, message, fix } = parsed.finding;
    return error(rule, file.path, message, fix);
  }
  const kind = fileKind(file.path, parsed.value);
  if (kind === undefined) return unknownKind(file);
  const rejected = kind === "dashboard" ? rejectedFormat(parsed.value) : undefined;
  if (rejected !== undefined) {
    const fix = "write classic JSON, with panels and schemaVersion 42 at the top";
    return error("file/format", file.path, `${rejected}, which Grafana's file provisioning rejects`, fix);
  }
  return { kind, source: { file: file.path, value: parsed.value, foreign: file.foreign ?? false } };
};

const strictFindings = ({ kind, source }: { kind: FileKind; source: Source }): readonly Finding[] =>
  !source.foreign && isEmittedKind(kind) ? schemaFindings(kind, source) : [];

/**
 * Checks finished files of a provisioning tree: each that this project emitted against the strict schema of its kind, and
 * all together against the rules. In a foreign file only what is wrong for Grafana is a finding. Files with other
 * extensions than JSON's and YAML's are ignored.
 *
 * It throws for no content, and no message holds a value of a datasource file.
 *
 * @param files Paths with forward slashes, relative to one directory, and their texts
 * @param links Symbolic links behind which nothing was read
 */
export const checkReport = (files: readonly CheckedFile[], links: readonly SkippedLink[] = []): CheckReport => {
  const identified = files.filter(({ path }) => isChecked(path)).map(identify);
  const knownFiles = identified.filter((each) => "kind" in each);
  const model = fileModel(knownFiles);
  const fromRules = rules.flatMap((rule) =>
    [...rule.check(model)]
      .filter(({ location }) => appliesTo(rule, location.source.foreign))
      .map(({ location, message, fix }): Finding => {
        const path = locationText(location);
        return { rule: rule.name, file: location.source.file, path, message, fix, severity: rule.severity };
      }),
  );
  const findings = [
    ...identified.flatMap((each) => ("rule" in each ? [each] : [])),
    ...knownFiles.flatMap(strictFindings),
    ...fromRules,
  ];
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const sorted = findings.sort((one, other) => (order.get(one.file) ?? 0) - (order.get(other.file) ?? 0));
  return {
    findings: [...sorted, ...links.map(linkFinding)],
    unread: identified.flatMap((each) => ("unread" in each ? [each.unread] : [])),
  };
};

/** The findings of {@link checkReport}. */
export const checkFiles = (files: readonly CheckedFile[]): Finding[] => [...checkReport(files).findings];
