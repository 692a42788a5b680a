/** Shell sessions on the pages. */
import { execFile } from "node:child_process";
import { matchesShown } from "./typescript.js";

/** A command, and its output on the page; undefined if the page shows none. */
export interface Step {
  readonly command: string;
  readonly shown: string | undefined;
}

/** The steps of a session: `$ command`, and its output below. A backslash continues a command on the next line. */
export function stepsIn(text: string): Step[] {
  const steps: { command: string[]; shown: string[] }[] = [];
  for (const line of text.split("\n")) {
    const last = steps.at(-1);
    if (last?.command.at(-1)?.endsWith("\\") === true) last.command.push(line);
    else if (line.startsWith("$ ")) steps.push({ command: [line.slice(2)], shown: [] });
    else if (last === undefined) throw new Error(`"${line}" is before the first "$ "`);
    else last.shown.push(line);
  }
  return steps.map(({ command, shown }) => ({
    command: command.join("\n"),
    shown: shown.length === 0 ? undefined : shown.join("\n"),
  }));
}

/** The arguments of every call of a command in lines of a shell. */
export const callsIn = (text: string, command: string): string[][] =>
  text
    .split("\n")
    .flatMap((line) => line.replace(/(^|\s)#.*$/, "").split(/&&|\|\|?|;/))
    .map((line) => line.trim().split(/\s+/))
    .map((words) => (words[0] === "npx" ? words.slice(1) : words))
    .filter(([name]) => name === command)
    .map(([, ...words]) => words);

export interface Result {
  readonly code: number;
  readonly output: string;
  /** The working directory afterwards. */
  readonly directory: string;
}

const separator = "\u0001";

/** Runs a command in a shell. */
export const runInShell = (command: string, directory: string, environment: NodeJS.ProcessEnv): Promise<Result> =>
  new Promise((done) => {
    const script = `{ ${command}\n} 2>&1; code=$?; printf '${separator}%s' "$PWD"; exit $code`;
    execFile("sh", ["-c", script], { cwd: directory, env: environment }, (error, stdout) => {
      const [output = "", newDirectory = directory] = stdout.split(separator);
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      done({ code, output: output.trimEnd(), directory: newDirectory });
    });
  });

/** The difference between a result and the page; undefined if there is none. */
export function differenceFrom({ command, shown }: Step, { code, output }: Result): string | undefined {
  if (shown !== undefined)
    return matchesShown(output, shown) ? undefined : `${command}\nshould print\n${shown}\nbut prints\n${output}`;
  return code === 0 ? undefined : `${command}\nfails and prints\n${output}`;
}
