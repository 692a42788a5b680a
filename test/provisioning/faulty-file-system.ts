import { writeFileSync } from "node:fs";
import { nodeFileSystem, type FileSystem } from "../../src/provisioning/file-system.js";

export class InjectedFault extends Error {}

/**
 * The file system of Node, whose nth change fails. With `after: "goes on"` later changes succeed; with `"full"` no new
 * content can be written, while renames and removals succeed; with `"dead"` no later change happens, as after a kill. A
 * file that is being written when the change fails is left torn. From the change `dying` on, no change happens.
 */
export function faultyFileSystem(
  failing: number,
  after: "goes on" | "full" | "dead",
  dying = Infinity,
): { fileSystem: FileSystem; changes: () => number } {
  let changes = 0;
  const guarded =
    <Arguments extends unknown[]>(
      operation: (...given: Arguments) => void,
      { takesRoom = false, tear }: { takesRoom?: boolean; tear?: (...given: Arguments) => void } = {},
    ) =>
    (...given: Arguments): void => {
      changes++;
      const fails = {
        "goes on": changes === failing,
        full: changes >= failing && takesRoom,
        dead: changes >= failing,
      };
      if (fails[after] || changes >= dying) {
        if (changes === failing || changes === dying || after === "full") tear?.(...given);
        throw new InjectedFault(`change ${changes} failed`);
      }
      operation(...given);
    };
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    create: guarded(nodeFileSystem.create, {
      takesRoom: true,
      tear: (path, content) => {
        writeFileSync(path, content.slice(0, content.length / 2));
      },
    }),
    rename: guarded(nodeFileSystem.rename),
    duplicate: guarded(nodeFileSystem.duplicate),
    remove: guarded(nodeFileSystem.remove),
    makeDirectory: guarded(nodeFileSystem.makeDirectory, { takesRoom: true }),
    removeEmptyDirectory: guarded(nodeFileSystem.removeEmptyDirectory),
    removeTree: guarded(nodeFileSystem.removeTree),
    flushDirectory: guarded(nodeFileSystem.flushDirectory),
  };
  return { fileSystem, changes: () => changes };
}
