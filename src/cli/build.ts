import { existsSync } from "node:fs";
import type { BuildReport, Change, Lab } from "../index.js";
import { complainAbout, count } from "./findings.js";
import { notOk, ok, type World } from "./world.js";

export interface BuildArguments {
  readonly lab?: string;
  readonly out: string;
  readonly dryRun?: boolean;
  readonly check?: boolean;
}

const usualLab = "lab.yml";
const mostShown = 20;

const signs = { create: "+", update: "~", remove: "-" } as const satisfies Record<Change["action"], string>;

/** Builds the tree for a lab and writes it, or only says what would change. */
export async function build(world: World, { lab: named, out, dryRun, check = false }: BuildArguments): Promise<number> {
  const library = await import("../index.js");
  const path = named ?? (existsSync(usualLab) ? usualLab : undefined);
  if (path === undefined)
    world.print(`No --lab and no ./${usualLab}: building the default lab. \`homelab-dashboards init\` writes it down.`);
  const lab: Lab = path === undefined ? library.defaultLab : library.readLab(path);
  const onlyLook = check || (dryRun ?? false);
  const report = library.build({ lab, out, dryRun: onlyLook });
  complainAbout(world, report.warnings);
  if (report.finished) world.print(`${out}: an earlier run was interrupted; what it had begun is finished.`);
  tell(report, out, check && report.changes.length > 0 ? world.complain : world.print, onlyLook);
  if (!check || report.changes.length === 0) return ok;
  world.complain("To write this: homelab-dashboards build");
  return notOk;
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
  edited ? " (was changed by hand since; that change is lost: put it into lab.yml)" : "";
