import type { LineHandler } from "./log-file.js";

/** Reports rotations, at most twice for each file. */
export interface RotationReports {
  /** Another file than before is read. Its first line is reported, since a file without lines has no fingerprint. */
  opened(): void;
  /** The log is no longer the file that is read. */
  left(): void;
  /** Passes lines on and reports after the first line of another file. */
  watch(lines: LineHandler): LineHandler;
}

export function createRotationReports(onRotated: () => void): RotationReports {
  let awaitsLine = false;
  let wasLeft = false;
  const handled = () => {
    awaitsLine = false;
    onRotated();
  };
  return {
    opened: () => {
      awaitsLine = true;
      wasLeft = false;
    },
    left: () => {
      if (!wasLeft) onRotated();
      wasLeft = true;
    },
    watch: (lines) => ({
      onLine: (line) => {
        const done = lines.onLine(line);
        if (!awaitsLine) return done;
        if (done !== undefined) return done.then(handled);
        handled();
      },
      onTooLong: () => {
        lines.onTooLong();
        if (awaitsLine) handled();
      },
    }),
  };
}
