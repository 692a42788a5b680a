/** What Linux tells of a process. */
import { readFileSync } from "node:fs";

/** Its anonymous memory at this moment, in bytes; NaN once it has ended. */
export function anonymousMemory(pid: number): number {
  try {
    const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return NaN;
  }
}

/** The processor's time that it has taken, in seconds, to a hundredth. */
export function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export interface Watch {
  /** The most anonymous memory since the last time it was asked for, in bytes. */
  peak(): number;
  stop(): void;
}

/** Looks at the anonymous memory of a process all the time. */
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

/** How many samples a text of the exposition has. */
export const samplesIn = (body: string): number => body.match(/^[^#\n]/gm)?.length ?? 0;
