/** Memory and processor time of a process, from Linux. */
import { readFileSync } from "node:fs";

/** Returns the anonymous memory of a process in bytes; NaN after it has exited. */
export function anonymousMemory(pid: number): number {
  try {
    const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return NaN;
  }
}

/** Returns the processor time of a process in seconds, to 0.01 s. */
export function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export interface Watch {
  /** Returns the peak of anonymous memory in bytes since the last call. */
  peak(): number;
  stop(): void;
}

/** Samples the anonymous memory of a process every 10 ms. */
export function watchMemory(pid: number): Watch {
  let most = 0;
  const look = () => {
    const now = anonymousMemory(pid);
    if (now > most) most = now;
  };
  const timer = setInterval(look, 10);
  return {
    peak: () => {
      look();
      const peak = most;
      most = 0;
      return peak;
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** Counts the samples of an exposition. */
export const samplesIn = (body: string): number => body.match(/^[^#\n]/gm)?.length ?? 0;
