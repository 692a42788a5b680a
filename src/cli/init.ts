import { writeFileSync } from "node:fs";
import { command, failure, success, type Terminal } from "./terminal.js";

const file = "lab.yml";

/** Writes a commented lab.yml of the default lab. One that is there already stays. */
export async function init(terminal: Terminal): Promise<number> {
  const { labTemplate } = await import("../lab/index.js");
  try {
    writeFileSync(file, labTemplate(), { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    terminal.stderr(`${file} is there already and stays as it is. To start anew, move it away first.`);
    return failure;
  }
  terminal.stdout(
    `Wrote ${file}: the default lab, with a comment for every key. Make it yours, then: ${command} build`,
  );
  return success;
}
