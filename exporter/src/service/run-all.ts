/** Something that goes on until a signal. */
export type Task = (signal: AbortSignal) => Promise<void>;

/**
 * Runs tasks side by side until the signal. Where one of them fails the others are ended as well.
 *
 * @throws what the first one to fail threw, once all have ended
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
