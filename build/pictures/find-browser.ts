import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UsageError } from "./arguments.js";

/** Names of commands of Chromium's family. Firefox and Safari can't be driven without changes to their code. */
const commands = [
  ...["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
  ...["brave-browser", "microsoft-edge", "microsoft-edge-stable"],
];

const applications = ["Google Chrome", "Chromium", "Brave Browser", "Microsoft Edge"];

const windowsPrograms = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
];

export interface System {
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isProgram: (path: string) => boolean;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const thisSystem: System = { platform: process.platform, environment: process.env, isProgram };

/** The paths where a system has its browsers, the most likely first. */
export function usualPlaces({ platform, environment }: Omit<System, "isProgram">): readonly string[] {
  const inPath = (environment["PATH"] ?? "")
    .split(delimiter)
    .filter((directory) => directory !== "")
    .flatMap((directory) => commands.map((command) => join(directory, command)));
  if (platform === "darwin")
    return [...applications.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`), ...inPath];
  if (platform !== "win32") return inPath;
  return ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
    .flatMap((name) => environment[name] ?? [])
    .flatMap((directory) => windowsPrograms.map((program) => `${directory}\\${program}`));
}

/** @param chosen of --browser @throws UsageError if there is none */
export function findBrowser(chosen: string | undefined, system: System = thisSystem): string {
  if (chosen !== undefined) {
    if (system.isProgram(chosen)) return chosen;
    throw new UsageError(`--browser ${chosen} is no program`);
  }
  const found = usualPlaces(system).find(system.isProgram);
  if (found !== undefined) return found;
  throw new UsageError(
    `No browser was found: install Chromium or Chrome, or name one by --browser PATH. Looked for ${commands.join(", ")}.`,
  );
}
