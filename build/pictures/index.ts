/** `npm run pictures -- --grafana URL`: writes the pictures of docs/pictures. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { defaultLab } from "../../src/lab/index.js";
import { root } from "../process.js";
import { parseArguments, usage, UsageError } from "./arguments.js";
import { withGrafana } from "./browser.js";
import { findBrowser } from "./find-browser.js";
import { picturesOf } from "./list.js";
import { shrinkPng } from "./png.js";
import { takePictures } from "./take.js";

const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1000)} kB`;

async function main(words: readonly string[]): Promise<void> {
  const pictures = picturesOf(dashboardsOf(defaultLab).map((definition) => definition.finalize()));
  const options = parseArguments(words, process.env, [...new Set(pictures.map(({ uid }) => uid))]);
  if (options === undefined) {
    console.log(usage);
    return;
  }
  const browser = findBrowser(options.browser);
  const wanted = pictures.filter(({ uid }) => options.dashboards?.includes(uid) ?? true);
  await mkdir(options.out, { recursive: true });
  let total = 0;
  await withGrafana(browser, options, async (grafana) => {
    for await (const { file, content } of takePictures(grafana, wanted, options, console.log)) {
      const small = shrinkPng(content);
      await writeFile(join(options.out, file), small);
      total += small.length;
      console.log(`${join(options.out, file)}: ${kilobytes(small.length)}`);
    }
  });
  console.log(`${kilobytes(total)} in all.`);
}

process.chdir(root);
try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
