/** `tsx test/panels/zone-map/draw.ts <directory>` writes the maps of labs of several sizes as SVG. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defaultLab, type Lab } from "../../../src/lab/index.js";
import { bodyOf, svgOf } from "./svg.js";
import { busy, frameOf, labOf, mapOf } from "./samples.js";

const labs: Readonly<Record<string, Lab>> = {
  default: defaultLab,
  "one-zone": labOf([14]),
  "three-zones": labOf([6, 3, 2]),
  "twelve-zones": labOf([8, 2, 6, 0, 9, 4, 3, 7, 5, 1, 4, 5]),
  "too-many": labOf(Array.from({ length: 15 }, (_, index) => index)),
};

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error("the directory for the SVG files is missing");
await mkdir(directory, { recursive: true });
for (const [name, lab] of Object.entries(labs)) {
  const panel = mapOf(lab);
  const frame = await frameOf(panel, busy(lab));
  await writeFile(join(directory, `${name}.svg`), svgOf(panel, bodyOf(panel), frame));
}
