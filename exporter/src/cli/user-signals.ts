/**
 * Ignores SIGUSR1, which opens Node's inspector by default, and SIGUSR2, which ends the process. Importing this module
 * is enough, since the program imports it before the others, which take a while to load.
 */
const userSignals = ["SIGUSR1", "SIGUSR2"] as const;

type UserSignal = (typeof userSignals)[number];

/** Signals that were ignored before there was a log. */
const unreported: UserSignal[] = [];
let report = (signal: UserSignal): void => void unreported.push(signal);

for (const signal of userSignals)
  process.on(signal, () => {
    report(signal);
  });

/** Calls a function for each ignored signal, those before this call included. */
export function reportUserSignals(onIgnored: (signal: UserSignal) => void): void {
  report = onIgnored;
  for (const signal of unreported.splice(0)) onIgnored(signal);
}
