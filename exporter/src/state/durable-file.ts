import { readSmallFile } from "../regular-file.js";
import { hasErrorCode, writeAtomically } from "./atomic-write.js";

/** A small text that survives a kill and a power cut. */
export interface DurableFile {
  /** The last text that was written; undefined for none. */
  read(): Promise<string | undefined>;
  /** Resolves once the text is on the disk. */
  write(text: string): Promise<void>;
}

export function durableFile(path: string): DurableFile {
  return {
    read: async () => {
      try {
        return (await readSmallFile(path)).toString("utf8");
      } catch (error) {
        if (hasErrorCode(error, "ENOENT")) return undefined;
        throw error;
      }
    },
    write: (text) =>
      writeAtomically(path, async (file) => {
        await file.writeFile(text);
      }),
  };
}
