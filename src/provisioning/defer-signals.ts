const deferred = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const arrived = new Set<NodeJS.Signals>();
let running = 0;

const remember = (signal: NodeJS.Signals) => {
  arrived.add(signal);
};

function release(): void {
  running--;
  if (running > 0) return;
  for (const signal of deferred) process.off(signal, remember);
  for (const signal of arrived) process.kill(process.pid, signal);
  arrived.clear();
}

/**
 * Runs short, synchronous work to its end. SIGINT, SIGTERM and SIGHUP that arrive meanwhile take effect afterwards.
 */
export function deferSignals(work: () => void): void {
  if (running === 0) for (const signal of deferred) process.on(signal, remember);
  running++;
  try {
    work();
  } finally {
    // Node delivers a signal that arrived during the work when the event loop next polls, which may take two turns.
    setImmediate(() => {
      setImmediate(release);
    });
  }
}
