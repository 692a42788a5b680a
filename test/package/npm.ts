/** npm in tests: without progress, preferably from its cache, and with a time limit. */
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

const timeoutMilliseconds = 75_000;

/** Runs npm. A run beyond the time limit is repeated twice: the network isn't under test. @returns the standard output */
export async function npm(words: readonly string[], cwd: string, tries = 3): Promise<string> {
  try {
    const options = { cwd, env: npmEnvironment, timeout: timeoutMilliseconds, killSignal: "SIGKILL" as const };
    return (await execute("npm", [...words], options)).stdout;
  } catch (error) {
    const hung = error instanceof Error && "signal" in error && error.signal === "SIGKILL";
    if (!hung || tries <= 1) throw error;
    return npm(words, cwd, tries - 1);
  }
}
