import { writeFileSync } from "node:fs";
import { realDisk, type Disk } from "../../src/provisioning/disk.js";

export class InjectedFault extends Error {}

/**
 * The real disk until its nth change, which doesn't happen. With `after: "goes on"` later changes work again; with
 * `"full"` nothing new finds room any more, while renames and removals go on; with `"dead"` nothing happens any more, as
 * after a kill. A file that is being written then is left torn. From the change `dying` on, nothing happens either way.
 */
export function faultyDisk(
  failing: number,
  after: "goes on" | "full" | "dead",
  dying = Infinity,
): { disk: Disk; changes: () => number } {
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
  const disk: Disk = {
    ...realDisk,
    create: guarded(realDisk.create, {
      takesRoom: true,
      tear: (path, content) => {
        writeFileSync(path, content.slice(0, content.length / 2));
      },
    }),
    rename: guarded(realDisk.rename),
    duplicate: guarded(realDisk.duplicate),
    remove: guarded(realDisk.remove),
    makeDirectory: guarded(realDisk.makeDirectory, { takesRoom: true }),
    removeEmptyDirectory: guarded(realDisk.removeEmptyDirectory),
    removeTree: guarded(realDisk.removeTree),
    flushDirectory: guarded(realDisk.flushDirectory),
  };
  return { disk, changes: () => changes };
}
