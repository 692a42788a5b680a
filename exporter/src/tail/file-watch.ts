import { watch, type FSWatcher } from "node:fs";
import { basename, dirname } from "node:path";
import { pause } from "../pause.js";

/** Says when a file may have changed. */
export interface FileWatch {
  /** Waits for a change, at most for one interval of polling, and not beyond the signal. */
  nextChange(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Changes that come one after the other are waited for together, so that a busy log isn't read line by line. */
const gatherFor = 100;

/**
 * Watches a file by what the file system reports, and looks from time to time anyway: file systems over a network, and
 * files that are mounted alone into a container, report nothing.
 *
 * @param interval milliseconds between looks
 */
export function watchFile(path: string, interval: number): FileWatch {
  let watcher: FSWatcher | undefined;
  let changed = false;
  let ring: (() => void) | undefined;

  const stop = () => {
    watcher?.close();
    watcher = undefined;
  };
  const start = () => {
    if (watcher !== undefined) return;
    try {
      watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
        if (name !== null && name !== basename(path)) return;
        changed = true;
        ring?.();
      });
      // The directory may go, and come back.
      watcher.on("error", stop);
    } catch {
      stop();
    }
  };

  return {
    nextChange: async (signal) => {
      start();
      await pause(gatherFor, signal);
      if (!changed)
        await pause(Math.max(0, interval - gatherFor), signal, (wake) => {
          ring = wake;
        });
      ring = undefined;
      changed = false;
    },
    close: stop,
  };
}
