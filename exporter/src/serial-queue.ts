/**
 * Whoever looks at what is counted, and whoever counts, one after the other: a scrape and a save see one moment, and
 * logs wait meanwhile. Who came first is first.
 */
export interface SerialQueue {
  /** Acts when it is its turn; all others wait until it is done. */
  run<Result>(act: () => Result | Promise<Result>): Promise<Result>;
  /**
   * Acts at once where it is nobody's turn, which is nearly always; it costs next to nothing then. Otherwise whoever
   * waits for it goes on before the next turn: what it notes down then belongs to the same moment.
   */
  tryRun(act: () => void): void | Promise<void>;
}

export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const take = <Result>(act: () => Result | Promise<Result>): Promise<Result> => {
    waiting += 1;
    const turn = last.then(act);
    const leave = () => (waiting -= 1);
    last = turn.then(leave, leave);
    return turn;
  };

  const passInTurn = (act: () => void): Promise<void> =>
    new Promise((done, fail) => {
      void take(async () => {
        try {
          act();
          done();
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)));
        }
        await new Promise(setImmediate);
      });
    });

  return { run: take, tryRun: (act) => (waiting === 0 ? act() : passInTurn(act)) };
}
