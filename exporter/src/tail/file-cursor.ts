import { isSystemError } from "../system-error.js";
import { openLogFile, type LogFile } from "./log-file.js";
import type { FilePosition } from "./position.js";
import type { ReadBuffer } from "./read-window.js";
import { fileId, type FileInfo } from "./rotated-files.js";
import type { OpenAt } from "./rotation.js";

/** The file that is being read. Its position stays known while no file is open. */
export interface FileCursor {
  readonly file: LogFile | undefined;
  /** Undefined before a file was opened for the first time. */
  readonly position: FilePosition | undefined;
  /**
   * Opens a file, in place of none.
   *
   * @returns false if the position is not in the file, or the file was renamed or removed after it was listed
   * @throws Error of the operating system
   */
  open(file: FileInfo, at: OpenAt): Promise<boolean>;
  close(): Promise<void>;
}

export function createFileCursor(buffer: ReadBuffer, start: FilePosition | undefined): FileCursor {
  let position = start;
  let current: LogFile | undefined;
  return {
    get file() {
      return current;
    },
    get position() {
      return current?.position ?? position;
    },
    open: async (file, at) => {
      const opened = await openLogFile(file.path, at, buffer, BigInt(position?.modified ?? 0)).catch(unlessRemoved);
      if (opened !== undefined && fileId(opened) === fileId(file)) {
        current = opened;
        return true;
      }
      await opened?.close();
      return false;
    },
    close: async () => {
      if (current === undefined) return;
      const closing = current;
      position = closing.position;
      current = undefined;
      await closing.close();
    },
  };
}

function unlessRemoved(error: unknown): undefined {
  if (isSystemError(error) && error.code === "ENOENT") return undefined;
  throw error;
}
