import { watch, type FSWatcher } from "node:fs";
import { basename, dirname } from "node:path";
import { pause } from "../pause.js";

/** Waits for changes of a file. */
export interface FileWatch {
  /** Resolves after a change, after one polling interval, or at the signal. */
  nextChange(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Milliseconds in which changes are collected, so that a busy log is not read line by line. */
const collectTime = 100;

/**
 * Watches a file by events of the file system, and polls it as well: network file systems and files that are mounted
 * alone into a container send no events.
 *
 * @param interval milliseconds between two polls
 */
export function watchFile(path: string, interval: number): FileWatch {
  let watcher: FSWatcher | undefined;
  let changed = false;
  let wake: (() => void) | undefined;

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
        wake?.();
      });
      // The directory may be removed and created again.
      watcher.on("error", stop);
    } catch {
      stop();
    }
  };

  return {
    nextChange: async (signal) => {
      start();
      await pause(collectTime, signal);
      if (!changed)
        await pause(Math.max(0, interval - collectTime), signal, (end) => {
          wake = end;
        });
      wake = undefined;
      changed = false;
    },
    close: stop,
  };
}
