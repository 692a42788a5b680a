import { existsSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { BuildReport, Change, Lab } from "../index.js";
import { printFindings, count } from "./findings.js";
import { command, defaultTree, failure, success, type Terminal } from "./terminal.js";

export interface BuildArguments {
  readonly lab?: string;
  readonly out: string;
  readonly dryRun?: boolean;
  readonly check?: boolean;
}

const usualLabs = ["lab.yml", "lab.yaml"];
const mostShown = 20;

const signs = { create: "+", update: "~", remove: "-" } as const satisfies Record<Change["action"], string>;

/** Builds the tree for a lab and writes it, or only says what would change. */
export async function build(
  terminal: Terminal,
  { lab: named, out, dryRun, check = false }: BuildArguments,
): Promise<number> {
  const library = await import("../index.js");
  const path = named ?? usualLabs.find((each) => existsSync(each));
  if (path === undefined)
    terminal.stdout(`No --lab and no ./lab.yml: building the default lab. \`${command} init\` writes it down.`);
  const lab: Lab = path === undefined ? library.defaultLab : library.readLab(path);
  if (path !== undefined && isDeepStrictEqual(lab, library.defaultLab))
    terminal.stdout(`${path} describes the default lab: nothing in it is your own yet.`);
  const onlyLook = check || (dryRun ?? false);
  const report = library.build({ lab, out, dryRun: onlyLook });
  printFindings(terminal, report.warnings);
  if (report.finished) terminal.stdout(`${out}: an earlier run was interrupted; what it had begun is finished.`);
  tell(report, out, check && report.changes.length > 0 ? terminal.stderr : terminal.stdout, onlyLook);
  if (!check || report.changes.length === 0) return success;
  const asked = [...(named === undefined ? [] : ["--lab", named]), ...(out === defaultTree ? [] : ["--out", out])];
  terminal.stderr(`To write this: ${[command, "build", ...asked.map(quoted)].join(" ")}`);
  return failure;
}

function tell(
  { changes, unchanged }: BuildReport,
  out: string,
  print: (line: string) => void,
  onlyLook: boolean,
): void {
  if (changes.length === 0) {
    print(`${out} is up to date: ${count(unchanged, "file")}, nothing to change.`);
    return;
  }
  const verb = onlyLook ? "would change" : "changed";
  print(`${out}: ${count(changes.length, "file")} ${verb}, ${unchanged} unchanged.`);
  for (const change of changes.slice(0, mostShown)) print(`  ${signs[change.action]} ${change.path}${remark(change)}`);
  if (changes.length > mostShown) print(`  and ${changes.length - mostShown} more`);
}

const remark = ({ edited }: Change): string =>
  edited ? " (was changed by hand since; `build` undoes that: keep changes in lab.yml, or in a program of yours)" : "";

/** A word as a shell reads it. */
const quoted = (word: string): string => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
