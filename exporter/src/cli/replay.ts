import { printable } from "homelab-dashboards/lab";
import { createReplay, type ReplayedFile } from "../service/replay.js";
import { loadLab } from "../settings/load-lab.js";
import { failure, success, type Terminal } from "./terminal.js";

const kinds = { "access-log": "Traefik's access log", "query-log": "AdGuard Home's query log" } as const;

/** Prints the exposition that the exporter would give for these logs, and to stderr a line about each file. */
export async function replay(
  terminal: Terminal,
  labPath: string | undefined,
  files: readonly string[],
): Promise<number> {
  const replaying = createReplay(await loadLab(labPath));
  let code = success;
  for (const file of files) {
    const replayed = await replaying.read(file);
    terminal.stderr(`${printable(file)}: ${summaryOf(replayed)}`);
    if (replayed.kind === undefined) code = failure;
  }
  const networks = replaying.unlistedNetworks();
  if (networks.length > 0)
    terminal.stderr(`in zone unknown: ${networks.join(", ")} (add them to the cidrs of a zone of the lab)`);
  if (code === success) for (const piece of replaying.exposition()) terminal.stdout(piece.replace(/\n$/, ""));
  return code;
}

function summaryOf({ kind, counted, rejected }: ReplayedFile): string {
  if (kind === undefined) return "holds no line of Traefik's JSON access log or of AdGuard Home's querylog.json";
  const reasons = [...rejected].map(([reason, count]) => `${count} ${reason}`);
  const rest = reasons.length === 0 ? "none rejected" : `rejected: ${reasons.join(", ")}`;
  return `${kinds[kind]}, ${counted} counted, ${rest}`;
}
