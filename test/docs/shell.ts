/** Lines of a shell on the pages. */
import { execFile } from "node:child_process";
import { isAsShown } from "./typescript.js";

/** What is typed, and what the page shows of the answer; undefined where it shows nothing. */
export interface Step {
  readonly command: string;
  readonly shown: string | undefined;
}

/** `$ command`, and below it what it answers. A command goes on in the next line after a backslash. */
export function stepsIn(text: string): Step[] {
  const steps: { command: string[]; shown: string[] }[] = [];
  for (const line of text.split("\n")) {
    const last = steps.at(-1);
    if (last?.command.at(-1)?.endsWith("\\") === true) last.command.push(line);
    else if (line.startsWith("$ ")) steps.push({ command: [line.slice(2)], shown: [] });
    else if (last === undefined) throw new Error(`"${line}" stands before the first "$ "`);
    else last.shown.push(line);
  }
  return steps.map(({ command, shown }) => ({
    command: command.join("\n"),
    shown: shown.length === 0 ? undefined : shown.join("\n"),
  }));
}

/** The words of every call of a command of ours among lines of a shell. */
export const callsIn = (text: string, command: string): string[][] =>
  text
    .split("\n")
    .flatMap((line) => line.replace(/(^|\s)#.*$/, "").split(/&&|\|\|?|;/))
    .map((line) => line.trim().split(/\s+/))
    .map((words) => (words[0] === "npx" ? words.slice(1) : words))
    .filter(([name]) => name === command)
    .map(([, ...words]) => words);

export interface Answer {
  readonly code: number;
  readonly text: string;
  /** Where the shell stands afterwards. */
  readonly directory: string;
}

const mark = "\u0001";

/** Types a line into a shell. */
export const type = (command: string, directory: string, environment: NodeJS.ProcessEnv): Promise<Answer> =>
  new Promise((done) => {
    const script = `{ ${command}\n} 2>&1; code=$?; printf '${mark}%s' "$PWD"; exit $code`;
    execFile("sh", ["-c", script], { cwd: directory, env: environment }, (error, stdout) => {
      const [text = "", where = directory] = stdout.split(mark);
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      done({ code, text: text.trimEnd(), directory: where });
    });
  });

/** What is wrong with an answer; undefined where it is as shown. */
export function objectionTo({ command, shown }: Step, { code, text }: Answer): string | undefined {
  if (shown !== undefined)
    return isAsShown(text, shown) ? undefined : `${command}\nshould say\n${shown}\nand says\n${text}`;
  return code === 0 ? undefined : `${command}\nfails and says\n${text}`;
}
