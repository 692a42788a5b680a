import { findingText, relevantErrors } from "./schema-errors.js";
import { fileKind, isChecked, rejectedFormat, type FileKind } from "./file-kind.js";
import type { CheckedFile, Finding } from "./finding.js";
import { locationAt, locationText, type Source } from "./location.js";
import { parseFile } from "./parse-file.js";
import { rules } from "./rules.js";
import * as validators from "./validators/generated.js";
import type { Validator } from "./validators/validator.js";
import { fileModel, type KnownFile } from "./file-model.js";

const compiled: Readonly<Record<FileKind, Validator>> = {
  dashboard: validators.dashboard,
  datasource: validators.datasource,
  "dashboard-provider": validators.dashboardProvider,
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

const schemaFindings = ({ kind, source }: KnownFile): readonly Finding[] => {
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

const identify = (file: CheckedFile): KnownFile | Finding => {
  const parsed = parseFile(file);
  if ("finding" in parsed) {
    const { rule, message, fix } = parsed.finding;
    return error(rule, file.path, message, fix);
  }
  const kind = fileKind(file.path, parsed.value);
  if (kind === undefined) {
    return error(
      "file/kind",
      file.path,
      "this is no file that Grafana's provisioning reads here",
      "move it out of the tree; the kinds are dashboards (JSON), dashboard providers and datasources (YAML)",
    );
  }
  const rejected = kind === "dashboard" ? rejectedFormat(parsed.value) : undefined;
  if (rejected !== undefined) {
    const fix = "write classic JSON, with panels and schemaVersion 42 at the top";
    return error("file/format", file.path, `${rejected}, which Grafana's file provisioning rejects`, fix);
  }
  const source: Source = { file: file.path, value: parsed.value };
  return { kind, source };
};

/**
 * Checks finished files of a provisioning tree: each against the strict schema of its kind, and all together against the
 * rules. JSON and YAML files of an unknown kind are findings; files with other extensions are ignored.
 *
 * It throws for no content, and no message holds a value of a datasource file. Findings are sorted by the order of the
 * files.
 *
 * @param files Paths with forward slashes, relative to one directory, and their texts
 */
export const checkFiles = (files: readonly CheckedFile[]): Finding[] => {
  const identified = files.filter(({ path }) => isChecked(path)).map(identify);
  const knownFiles = identified.filter((each) => "kind" in each);
  const model = fileModel(knownFiles);
  const fromRules = rules.flatMap(({ name, severity, check }) =>
    [...check(model)].map(({ location, message, fix }): Finding => {
      return { rule: name, file: location.source.file, path: locationText(location), message, fix, severity };
    }),
  );
  const findings = [...identified.flatMap((each) => ("kind" in each ? schemaFindings(each) : [each])), ...fromRules];
  const order = new Map(files.map(({ path }, index) => [path, index]));
  return findings.sort((one, other) => (order.get(one.file) ?? 0) - (order.get(other.file) ?? 0));
};
