import { spawn } from "node:child_process";
import type { Lab } from "homelab-dashboards/lab";
import { labFromJson } from "./boundary.js";

/** A lab that can't be used; the message is what its reader said, a line for each mistake. */
export class LabLoadError extends Error {
  override readonly name = "LabLoadError";
}

/** This command, as it was called. */
const thisCommand = (): readonly string[] => [...process.execArgv, process.argv[1] ?? ""];

/**
 * Reads the lab in a process of its own. What reads YAML and checks it takes more memory than all the rest of the
 * exporter, and is needed once.
 *
 * @param path of the lab.yml; without it the usual places, and without these the default lab
 * @param command arguments for Node that start this command
 * @throws {LabLoadError} with every mistake at once
 */
export async function loadLab(path: string | undefined, command = thisCommand()): Promise<Lab> {
  const words = [...command, "settings", ...(path === undefined ? [] : ["--lab", path])];
  const { code, output, complaints } = await runNode(words);
  if (code !== 0) throw new LabLoadError(complaints.trimEnd() || `reading the lab ended with ${code}`);
  return labFromJson(output);
}

interface Outcome {
  /** Exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly output: string;
  readonly complaints: string;
}

const runNode = (words: readonly string[]): Promise<Outcome> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
    child.once("error", fail);
    child.once("close", (code, signal) => {
      done({
        code: code ?? signal ?? "nothing",
        output: Buffer.concat(output).toString(),
        complaints: Buffer.concat(complaints).toString(),
      });
    });
  });
