import { closeInspector } from "../inspector.js";
import { createLog } from "../log.js";
import { runService } from "../service/service.js";
import { loadLab } from "../settings/load-lab.js";
import { success, type Terminal } from "./terminal.js";
import { reportUserSignals } from "./user-signals.js";

/** Limit for stopping, in milliseconds. The saved state is complete at any time. */
const shutdownTimeout = 950;

/** Runs the exporter until SIGTERM or SIGINT. It logs to standard output. */
export async function serve(terminal: Terminal, labPath: string | undefined): Promise<number> {
  const stopping = new AbortController();
  const stop = () => {
    stopping.abort();
    setTimeout(() => process.exit(success), shutdownTimeout).unref();
  };
  let reloadCertificates = (): Promise<void> => Promise.resolve();
  // Before the lab is read: an unhandled signal would kill the process, or do nothing to process 1 of a container.
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.on("SIGHUP", () => void reloadCertificates());
  const lab = await loadLab(labPath);
  const { exporter } = lab;
  const log = createLog({ level: exporter.log_level, write: (line) => process.stdout.write(line) });
  reportUserSignals((signal) => {
    log.warn("a signal was ignored: SIGTERM stops the exporter, SIGHUP loads renewed certificates", { signal });
  });
  await closeInspector();
  if (exporter.traefik === undefined && exporter.adguard === undefined)
    log.warn("the lab names no log to read, neither as exporter.traefik nor as exporter.adguard");
  await runService({
    lab,
    version: terminal.version,
    log,
    signal: stopping.signal,
    onListening: (server) => {
      reloadCertificates = server.reloadCertificates;
    },
  });
  return success;
}
