/** A task that runs until a signal. */
export type Task = (signal: AbortSignal) => Promise<void>;

/**
 * Runs tasks concurrently until the signal. If one fails, the others are aborted.
 *
 * @throws the first failure, once all tasks have ended
 */
export async function runAll(signal: AbortSignal, tasks: readonly Task[]): Promise<void> {
  const failing = new AbortController();
  const ending = AbortSignal.any([signal, failing.signal]);
  let failure: { readonly error: unknown } | undefined;
  const run = async (task: Task) => {
    try {
      await task(ending);
    } catch (error) {
      failure ??= { error };
      failing.abort();
    }
  };
  await Promise.all(tasks.map(run));
  if (failure !== undefined) throw failure.error;
}
