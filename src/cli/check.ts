import { existsSync } from "node:fs";
import { printable } from "../printable.js";
import { printFindings, count } from "./findings.js";
import { command, failure, success, type Terminal } from "./terminal.js";

/** A path in a message. An empty one comes from an unset variable. */
const nameOf = (path: string): string => (path === "" ? '""' : printable(path));

/** Checks files, and all JSON and YAML files below directories but hidden ones. */
export async function check(terminal: Terminal, paths: readonly string[]): Promise<number> {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length > 0) {
    terminal.stderr(
      `${missing.map(nameOf).join(", ")}: there is no such file or directory here. Is this the right directory? To build: ${command} build`,
    );
    return failure;
  }
  const { checkTree } = await import("../index.js");
  const { findings, unread, read } = checkTree(paths);
  if (read === 0 && findings.length === 0) {
    terminal.stderr(
      `There are no JSON or YAML files in ${paths.map(nameOf).join(", ")}. To make some: ${command} build`,
    );
    return failure;
  }
  printFindings(terminal, findings);
  const print = findings.length > 0 ? terminal.stderr : terminal.stdout;
  for (const path of unread)
    print(`${printable(path)}: not checked, since Grafana's provisioning reads no such file here`);
  const amount = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const checked = count(read - unread.length, "file");
  print(`${checked} checked: ${count(amount("error"), "error")}, ${count(amount("warning"), "warning")}.`);
  return findings.length > 0 ? failure : success;
}
