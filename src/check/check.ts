import { findingText, relevantErrors } from "./schema-errors.js";
import { fileKind, isChecked, refusedFormat, type FileKind } from "./file-kind.js";
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

/** So many findings about one file against its schema are enough to see that it is something else. */
const maxFindings = 100;

const error = (rule: string, file: string, message: string, fix: string): Finding => ({
  rule,
  file,
  path: file,
  message,
  fix,
  severity: "error",
});

/** A secret that stands in the file is a finding of datasource/secrets, which says more. */
const isSecret = (pointer: string) => /\/secureJsonData\/[^/]+$/.test(pointer);

const againstSchema = ({ kind, source }: KnownFile): readonly Finding[] => {
  const validate = compiled[kind];
  if (validate(source.value)) return [];
  const rule = `schema/${kind}`;
  const errors = relevantErrors(validate.errors ?? []).filter(
    ({ instancePath, keyword }) => !(keyword === "pattern" && isSecret(instancePath)),
  );
  const findings = errors.slice(0, maxFindings).map((each): Finding => {
    const path = locationText(locationAt(source, each.instancePath));
    return { rule, file: source.file, path, ...findingText(each, kind === "datasource"), severity: "error" };
  });
  if (errors.length <= maxFindings) return findings;
  const rest = errors.length - maxFindings;
  return [...findings, error(rule, source.file, `and ${rest} more of the kind`, "correct the first ones first")];
};

const known = (file: CheckedFile): KnownFile | Finding => {
  const reading = parseFile(file);
  if ("problem" in reading) {
    const { rule, message, fix } = reading.problem;
    return error(rule, file.path, message, fix);
  }
  const kind = fileKind(file.path, reading.value);
  if (kind === undefined) {
    return error(
      "file/kind",
      file.path,
      "this is none of the files that Grafana's provisioning reads here",
      "move it out of the tree; known are dashboards (JSON), dashboard providers and datasources (YAML)",
    );
  }
  const refused = kind === "dashboard" ? refusedFormat(reading.value) : undefined;
  if (refused !== undefined) {
    const fix = "write classic JSON, with panels and schemaVersion 42 at the top";
    return error("file/format", file.path, `${refused}, which Grafana's file provisioning refuses`, fix);
  }
  const source: Source = { file: file.path, value: reading.value };
  return { kind, source };
};

/**
 * Checks finished files of a provisioning tree: each against the strict schema of its kind, and all together against the
 * rules. JSON and YAML files whose kind is unknown are findings; other files are not looked at.
 *
 * Never throws, whatever the files hold, and prints no value of a datasource file. Findings come in the order of the
 * files, and within one file in the order in which they were found.
 *
 * @param files Paths with forward slashes, relative to the directory that holds them all, and their texts.
 */
export const checkFiles = (files: readonly CheckedFile[]): Finding[] => {
  const looked = files.filter(({ path }) => isChecked(path)).map(known);
  const readFiles = looked.filter((each) => "kind" in each);
  const all = fileModel(readFiles);
  const fromRules = rules.flatMap(({ name, severity, check }) =>
    [...check(all)].map(({ location, message, fix }): Finding => {
      return { rule: name, file: location.source.file, path: locationText(location), message, fix, severity };
    }),
  );
  const findings = [...looked.flatMap((each) => ("kind" in each ? againstSchema(each) : [each])), ...fromRules];
  const order = new Map(files.map(({ path }, index) => [path, index]));
  return findings.sort((one, other) => (order.get(one.file) ?? 0) - (order.get(other.file) ?? 0));
};
