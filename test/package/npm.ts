/** npm in tests: quiet, from its cache where it can, and not for ever where a registry doesn't answer. */
import { execute } from "./build-once.js";

export const npmEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  npm_config_audit: "false",
  npm_config_fetch_timeout: "20000",
  npm_config_fund: "false",
  npm_config_ignore_scripts: "true",
  npm_config_loglevel: "error",
  npm_config_prefer_offline: "true",
  npm_config_update_notifier: "false",
};

const patience = 75_000;

/** Runs npm and gives what it prints. What hangs is ended and tried again, twice: the network is nothing that we test. */
export async function npm(words: readonly string[], cwd: string, tries = 3): Promise<string> {
  try {
    const options = { cwd, env: npmEnvironment, timeout: patience, killSignal: "SIGKILL" as const };
    return (await execute("npm", [...words], options)).stdout;
  } catch (error) {
    const hung = error instanceof Error && "signal" in error && error.signal === "SIGKILL";
    if (!hung || tries <= 1) throw error;
    return npm(words, cwd, tries - 1);
  }
}
