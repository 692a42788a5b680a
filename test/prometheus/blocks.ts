import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { promisify } from "node:util";
import { findPrometheus, type PrometheusBinaries } from "./binary.js";

const run = promisify(execFile);

interface Blocks extends AsyncDisposable {
  /** For `startPrometheus({ blocks })`. */
  readonly directory: string;
  readonly remove: () => Promise<void>;
}

/** Longer than any history: promtool reads the whole text once for each block. */
const blockDuration = "2160h";

/**
 * Writes each OpenMetrics text to a file, from which promtool creates blocks of the maximum length. Texts are iterables of
 * lines, because a history can be longer than a string.
 */
export async function createBlocks(texts: readonly Iterable<string>[], binaries?: PrometheusBinaries): Promise<Blocks> {
  const { promtool } = binaries ?? (await findPrometheus());
  const home = await mkdtemp(join(tmpdir(), "homelab-blocks-"));
  const remove = () => rm(home, { recursive: true, force: true });
  const directory = join(home, "blocks");
  await mkdir(directory);
  try {
    const convert = async (lines: Iterable<string>, index: number) => {
      const file = join(home, `${index}.openmetrics`);
      await writeLines(file, lines);
      const length = `--max-block-duration=${blockDuration}`;
      await run(promtool, ["tsdb", "create-blocks-from", "openmetrics", "-q", length, file, directory]);
      await rm(file);
    };
    const outcomes = await Promise.allSettled(texts.map(convert));
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  } catch (error) {
    await remove();
    throw error;
  }
  return { directory, remove, [Symbol.asyncDispose]: remove };
}

async function writeLines(file: string, lines: Iterable<string>) {
  const out = createWriteStream(file);
  let pending: string[] = [];
  let size = 0;
  for (const line of lines) {
    pending.push(line);
    size += line.length;
    if (size < 1 << 20) continue;
    if (!out.write(pending.join(""))) await once(out, "drain");
    pending = [];
    size = 0;
  }
  out.end(pending.join(""));
  await once(out, "finish");
}
