import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { printFindings, count } from "./findings.js";
import { command, failure, success, type Terminal } from "./terminal.js";

/** Checks files, and all JSON and YAML files below directories but hidden ones, which Grafana doesn't read. */
export async function check(terminal: Terminal, paths: readonly string[]): Promise<number> {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length > 0) {
    terminal.stderr(
      `${missing.join(", ")}: there is no such file or directory here. Is this the right directory? To build: ${command} build`,
    );
    return failure;
  }
  const files = [...new Set(paths.flatMap(filesAt))].map((path) => ({
    path: path.split(sep).join("/"),
    content: readFileSync(path, "utf8"),
  }));
  if (files.length === 0) {
    terminal.stderr(`There are no JSON or YAML files in ${paths.join(", ")}. To make some: ${command} build`);
    return failure;
  }
  const { checkFiles } = await import("../check/index.js");
  const findings = checkFiles(files);
  printFindings(terminal, findings);
  const amount = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const errors = amount("error");
  const summary = `${count(files.length, "file")} checked: ${count(errors, "error")}, ${count(amount("warning"), "warning")}.`;
  (findings.length > 0 ? terminal.stderr : terminal.stdout)(summary);
  return findings.length > 0 ? failure : success;
}

const isCheckable = (name: string) => /\.(json|ya?ml)$/.test(name);

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries
    .filter(({ name }) => !name.startsWith("."))
    .flatMap((entry) => {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) return filesAt(inside);
      return entry.isFile() && isCheckable(entry.name) ? [inside] : [];
    });
}
