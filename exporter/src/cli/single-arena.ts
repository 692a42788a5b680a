declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- Node's types declare it so
  namespace NodeJS {
    interface Process {
      /** Replaces the process by another program. From Node 22.15 on, and absent from the types of Node 20. */
      execve?(file: string, args: readonly string[], environment: ProcessEnv): never;
    }
  }
}

/** The setting of glibc, which it reads when a process starts. */
const setting = "MALLOC_ARENA_MAX";

/**
 * Starts this program again with a single arena for memory, in the same process, unless the environment sets the number
 * of arenas. By default, glibc gives each thread an arena of its own: V8's and libuv's eight threads keep about 5 MB of
 * freed memory in theirs.
 */
export function restartWithSingleArena(): void {
  const { execPath, execArgv, argv, env, platform } = process;
  if (process.execve === undefined || platform !== "linux" || env[setting] !== undefined) return;
  process.execve(execPath, [execPath, ...execArgv, ...argv.slice(1)], { ...env, [setting]: "1" });
}
