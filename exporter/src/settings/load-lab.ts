import { spawn } from "node:child_process";
import type { Lab } from "homelab-dashboards/lab";
import { closedInspector } from "../inspector.js";
import { labFromJson } from "./boundary.js";

/** The lab is invalid. The message has a line per issue, as the library prints them. */
export class LabLoadError extends Error {
  override readonly name = "LabLoadError";
}

/** Node's arguments that start this program again. */
const thisProgram = (): readonly string[] => [...closedInspector(), ...process.execArgv, process.argv[1] ?? ""];

/**
 * Loads the lab in a child process: parsing YAML and validating it takes more memory than the rest of the exporter, and
 * is needed once.
 *
 * @param path of the lab.yml; default: ./lab.yml or ./lab.yaml, and without these the default lab
 * @param program Node's arguments that start this program
 * @throws {LabLoadError} with all issues
 */
export async function loadLab(path: string | undefined, program = thisProgram()): Promise<Lab> {
  const args = [...program, "settings", ...(path === undefined ? [] : ["--lab", path])];
  let result = await runNode(args);
  // A signal to all processes of the service, which this program ignores, ends Node before its first line of code.
  for (let left = maxRestarts; left > 0 && isUserSignal(result.code); left--) result = await runNode(args);
  const { code, stdout, stderr } = result;
  if (code !== 0) throw new LabLoadError(stderr.trimEnd() || `reading the lab ended with ${code}`);
  return labFromJson(stdout);
}

const maxRestarts = 5;

const isUserSignal = (code: number | string): boolean => code === "SIGUSR1" || code === "SIGUSR2";

interface ProcessResult {
  /** Exit code, or the signal that ended the process. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

const runNode = (args: readonly string[]): Promise<ProcessResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve({
        code: code ?? signal ?? "nothing",
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
  });
