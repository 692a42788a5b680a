import { createReplay, type ReplayedFile } from "../service/replay.js";
import { loadLab } from "../settings/load-lab.js";
import { failure, success, type Terminal } from "./terminal.js";

const kinds = { "access-log": "Traefik's access log", "query-log": "AdGuard Home's query log" } as const;

/** Prints the exposition text that the exporter would give for these logs. What was read is told beside it. */
export async function replay(world: Terminal, path: string | undefined, files: readonly string[]): Promise<number> {
  const replaying = createReplay(await loadLab(path));
  let code = success;
  for (const file of files) {
    const found = await replaying.read(file);
    world.stderr(`${file}: ${described(found)}`);
    if (found.kind === undefined) code = failure;
  }
  if (code === success) for (const piece of replaying.exposition()) world.stdout(piece.replace(/\n$/, ""));
  return code;
}

function described({ kind, counted, rejected: refused }: ReplayedFile): string {
  if (kind === undefined) return "holds no line of Traefik's JSON access log or of AdGuard Home's querylog.json";
  const reasons = [...refused].map(([reason, count]) => `${count} ${reason}`);
  const rest = reasons.length === 0 ? "none refused" : `refused: ${reasons.join(", ")}`;
  return `${kinds[kind]}, ${counted} counted, ${rest}`;
}
