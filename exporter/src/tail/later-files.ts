import type { LogFile } from "./log-file.js";
import { listLogFiles } from "./rotated-files.js";
import { bytesAfter } from "./rotation.js";

/** Measures the files after the one that is read. */
export interface LaterFiles {
  readonly bytes: number;
  /** This file is read now. */
  opened(file: LogFile): Promise<void>;
  /** A piece of this file was read. */
  onPiece(file: LogFile): Promise<void>;
}

/** Pieces of a file after which the files are listed again: 12 MB of pieces that fill the default buffer. */
const piecesPerListing = 64;

/** @param path of the log itself */
export function createLaterFiles(path: string): LaterFiles {
  let bytes = 0;
  let measured: LogFile | undefined;
  let pieces = 0;
  const measure = async ({ position }: LogFile) => {
    bytes = bytesAfter(path, position, await listLogFiles(path));
  };
  return {
    get bytes() {
      return bytes;
    },
    opened: async (file) => {
      if (file === measured) return;
      measured = file;
      await measure(file);
    },
    onPiece: async (file) => {
      pieces = (pieces + 1) % piecesPerListing;
      if (pieces === 0) await measure(file);
    },
  };
}
