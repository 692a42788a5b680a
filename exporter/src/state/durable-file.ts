import { readFile } from "node:fs/promises";
import { hasErrorCode, writeAtomically } from "./atomic-write.js";

/** A small text that outlives the process, whatever ends it. */
export interface DurableFile {
  /** What was written last; undefined for nothing. */
  read(): Promise<string | undefined>;
  /** It is on the disk when this is done. */
  write(text: string): Promise<void>;
}

/** A notebook in a file of its own. */
export function durableFile(path: string): DurableFile {
  return {
    read: async () => {
      try {
        return await readFile(path, "utf8");
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
