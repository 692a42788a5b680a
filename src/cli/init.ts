import { writeFileSync } from "node:fs";
import { command, failure, success, type Terminal } from "./terminal.js";

const file = "lab.yml";

/** Writes a commented lab.yml of the default lab, unless the file exists. */
export async function init(terminal: Terminal): Promise<number> {
  const { labTemplate } = await import("../lab/index.js");
  try {
    writeFileSync(file, labTemplate(), { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    terminal.stderr(`${file} exists already and is not changed. To start anew, move it away first.`);
    return failure;
  }
  terminal.stdout(
    `Wrote ${file}: the default lab, with a comment for every key. Adapt it to your network, then: ${command} build`,
  );
  return success;
}
