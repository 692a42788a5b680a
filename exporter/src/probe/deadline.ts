/** When an exchange ends at the latest. */
export interface Deadline {
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** Settles an exchange. Only the first call has an effect. */
export interface Settle<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Runs an exchange until it is settled, or until its deadline.
 *
 * @param start begins the exchange and returns a function that ends it and frees what it holds
 * @throws Error with a message for people, after the timeout, at the signal, or as the exchange is rejected
 */
export function withDeadline<Result>(
  { timeout, signal }: Deadline,
  start: (settle: Settle<Result>) => () => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const exchange: { isSettled: boolean; close?: () => void } = { isSettled: false };
    /** Returns whether it is the first call. */
    const end = (): boolean => {
      if (exchange.isSettled) return false;
      exchange.isSettled = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      exchange.close?.();
      return true;
    };
    const settle: Settle<Result> = {
      resolve: (result) => {
        if (end()) resolve(result);
      },
      reject: (error) => {
        if (end()) reject(error);
      },
    };
    const stop = () => {
      settle.reject(new Error("it was stopped"));
    };
    const timer = setTimeout(() => {
      settle.reject(new Error(`there was no answer in ${timeout / 1000} seconds`));
    }, timeout);
    signal.addEventListener("abort", stop);
    if (signal.aborted) {
      stop();
      return;
    }
    exchange.close = start(settle);
    if (exchange.isSettled) exchange.close();
  });
}
