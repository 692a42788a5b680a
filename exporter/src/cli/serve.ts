import { createLog } from "../log.js";
import { runService } from "../service/service.js";
import { readSettings } from "../settings/read.js";
import { ok, type World } from "./world.js";

/** After this time the process ends, whatever is still under way: what was kept is whole at every moment. */
const longestFarewell = 950;

/** Runs the exporter until it is told to stop. Its log goes to standard output. */
export async function serve(world: World, path: string | undefined): Promise<number> {
  const lab = await readSettings(path);
  const ending = new AbortController();
  const stop = () => {
    ending.abort();
    setTimeout(() => process.exit(ok), longestFarewell).unref();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  const log = createLog({ level: lab.exporter.log_level, write: (line) => process.stdout.write(line) });
  await runService({
    lab,
    version: world.version,
    log,
    signal: ending.signal,
    listening: ({ renew }) => process.on("SIGHUP", () => void renew()),
  });
  return ok;
}
