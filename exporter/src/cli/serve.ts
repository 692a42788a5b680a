import { createLog } from "../log.js";
import { runService } from "../service/service.js";
import { loadLab } from "../settings/load-lab.js";
import { success, type Terminal } from "./terminal.js";

/** After this time the process ends, whatever is still under way: what was kept is whole at every moment. */
const shutdownTimeout = 950;

/** Runs the exporter until it is told to stop. Its log goes to standard output. */
export async function serve(world: Terminal, path: string | undefined): Promise<number> {
  const ending = new AbortController();
  const stop = () => {
    ending.abort();
    setTimeout(() => process.exit(success), shutdownTimeout).unref();
  };
  let renew = (): Promise<void> => Promise.resolve();
  // Signals come first: one that nobody listens to ends a process, or does nothing to the first of a container.
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.on("SIGHUP", () => void renew());
  const lab = await loadLab(path);
  const { exporter } = lab;
  const log = createLog({ level: exporter.log_level, write: (line) => process.stdout.write(line) });
  if (exporter.traefik === undefined && exporter.adguard === undefined)
    log.warn("the lab names no log to read, neither as exporter.traefik nor as exporter.adguard");
  await runService({
    lab,
    version: world.version,
    log,
    signal: ending.signal,
    onListening: (serving) => {
      renew = serving.reloadCertificates;
    },
  });
  return success;
}
