const held = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const arrived = new Set<NodeJS.Signals>();
let holders = 0;

const remember = (signal: NodeJS.Signals) => {
  arrived.add(signal);
};

function release(): void {
  holders--;
  if (holders > 0) return;
  for (const signal of held) process.off(signal, remember);
  for (const signal of arrived) process.kill(process.pid, signal);
  arrived.clear();
}

/**
 * Does some short, synchronous work to its end even if somebody presses Ctrl-C meanwhile; the signal takes effect
 * afterwards.
 */
export function deferSignals(work: () => void): void {
  if (holders === 0) for (const signal of held) process.on(signal, remember);
  holders++;
  try {
    work();
  } finally {
    // A signal that arrived during the work is handed out when the event loop next looks for news, which a single turn
    // may not do.
    setImmediate(() => {
      setImmediate(release);
    });
  }
}
