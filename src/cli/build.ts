import { existsSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { BuildReport, Change, Lab } from "../index.js";
import { printable } from "../printable.js";
import { printFindings, count } from "./findings.js";
import { command, defaultTree, failure, success, type Terminal } from "./terminal.js";

export interface BuildArguments {
  readonly lab?: string;
  readonly out: string;
  readonly dryRun?: boolean;
  readonly check?: boolean;
}

const defaultLabFiles = ["lab.yml", "lab.yaml"];
const maxShown = 20;

const signs = { create: "+", update: "~", remove: "-" } as const satisfies Record<Change["action"], string>;

/** Builds the tree of a lab and writes it, or with `dryRun` or `check` prints the changes. */
export async function build(
  terminal: Terminal,
  { lab: labFile, out, dryRun, check = false }: BuildArguments,
): Promise<number> {
  const library = await import("../index.js");
  const path = labFile ?? defaultLabFiles.find((each) => existsSync(each));
  if (path === undefined)
    terminal.stdout(`No --lab and no ./lab.yml: building the default lab. \`${command} init\` writes it to a file.`);
  const lab: Lab = path === undefined ? library.defaultLab : library.readLab(path);
  if (path !== undefined && isDeepStrictEqual(lab, library.defaultLab))
    terminal.stdout(`${printable(path)} describes the default lab: it holds nothing of your own yet.`);
  const isDryRun = check || (dryRun ?? false);
  const report = library.build({ lab, out, dryRun: isDryRun });
  printFindings(terminal, report.warnings);
  if (report.finished) terminal.stdout(`${printable(out)}: an earlier run was interrupted; its work is finished now.`);
  printReport(report, printable(out), check && report.changes.length > 0 ? terminal.stderr : terminal.stdout, isDryRun);
  if (!check || report.changes.length === 0) return success;
  const options = [
    ...(labFile === undefined ? [] : ["--lab", labFile]),
    ...(out === defaultTree ? [] : ["--out", out]),
  ];
  terminal.stderr(`To write this: ${[command, "build", ...options.map(quoted)].join(" ")}`);
  return failure;
}

function printReport(
  { changes, unchanged }: BuildReport,
  out: string,
  print: (line: string) => void,
  isDryRun: boolean,
): void {
  if (changes.length === 0) {
    print(`${out} is up to date: ${count(unchanged, "file")}, nothing to change.`);
    return;
  }
  const verb = isDryRun ? "would change" : "changed";
  print(`${out}: ${count(changes.length, "file")} ${verb}, ${unchanged} unchanged.`);
  for (const change of changes.slice(0, maxShown))
    print(`  ${signs[change.action]} ${printable(change.path)}${remark(change)}`);
  if (changes.length > maxShown) print(`  and ${changes.length - maxShown} more`);
}

const remark = ({ edited }: Change): string =>
  edited ? " (was changed by hand; `build` overwrites that: make changes in lab.yml or in your own program)" : "";

/** A word, quoted for a shell where necessary. */
const quoted = (word: string): string => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
