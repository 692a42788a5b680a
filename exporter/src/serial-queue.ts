/** Runs actions one at a time, in the order in which they were given. */
export interface SerialQueue {
  /**
   * Runs an action after all that were given before. An action that fails does not stop the later ones.
   *
   * @throws an error of the action
   */
  run<Result>(action: () => Result | Promise<Result>): Promise<Result>;
  /**
   * Runs an action at once if the queue is idle, at almost no cost. Otherwise the action is queued, and its caller
   * continues before the next action starts, so that changes by the caller belong to the same turn.
   *
   * @throws an error of the action
   */
  tryRun(action: () => void): void | Promise<void>;
}

export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  let pending = 0;

  const run = <Result>(action: () => Result | Promise<Result>): Promise<Result> => {
    pending += 1;
    const result = last.then(action);
    const settle = () => (pending -= 1);
    last = result.then(settle, settle);
    return result;
  };

  const runInTurn = (action: () => void): Promise<void> =>
    new Promise((resolve, reject) => {
      void run(async () => {
        try {
          action();
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
        // The caller's continuation is a microtask, which runs before the next macrotask.
        await new Promise(setImmediate);
      });
    });

  return { run, tryRun: (action) => (pending === 0 ? action() : runInTurn(action)) };
}
