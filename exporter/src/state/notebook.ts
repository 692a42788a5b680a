import { readFile } from "node:fs/promises";
import { hasCode, replaceFile } from "./replace-file.js";

/** A small text that outlives the process, whatever ends it. */
export interface Notebook {
  /** What was written last; undefined for nothing. */
  read(): Promise<string | undefined>;
  /** It is on the disk when this is done. */
  write(text: string): Promise<void>;
}

/** A notebook in a file of its own. */
export function notebook(path: string): Notebook {
  return {
    read: async () => {
      try {
        return await readFile(path, "utf8");
      } catch (error) {
        if (hasCode(error, "ENOENT")) return undefined;
        throw error;
      }
    },
    write: (text) =>
      replaceFile(path, async (file) => {
        await file.writeFile(text);
      }),
  };
}
