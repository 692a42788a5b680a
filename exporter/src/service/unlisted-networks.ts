import type { Log } from "../log.js";
import type { UnlistedNetworks } from "../network/unlisted-networks.js";
import { pause } from "../pause.js";

/** Milliseconds between two warnings. The log prints five lines of one message in a minute. */
const interval = 15_000;

/** As many as a field of the log holds. */
const networksPerLine = 8;

/** Warns of networks that are in no zone of the lab, each once, until the signal. */
export async function reportUnlistedNetworks(
  networks: UnlistedNetworks,
  log: Pick<Log, "warn">,
  signal: AbortSignal,
): Promise<void> {
  /** Returns whether there was something to report. */
  const report = (): boolean => {
    const found = networks.take(networksPerLine);
    if (found.length > 0)
      log.warn("networks are in zone unknown: add them to the cidrs of a zone of the lab", {
        networks: found.join(", "),
      });
    return found.length > 0;
  };
  while (!signal.aborted) {
    await pause(interval, signal);
    report();
  }
  while (report());
}
