/** The exporter as a separate process, in tests. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { join } from "node:path";
import type { Authority, Credentials } from "../../../test/certificates/authority.js";
import { issueCertificates } from "../../../test/certificates/certificates.js";
import { freePort } from "../../../test/prometheus/free-port.js";
import { command } from "../command.js";
import { fetchPage, type HttpReply } from "../server/client.js";

export interface ExporterProcess extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** Lines of its log. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  get(path?: string): Promise<HttpReply>;
  /** Stops it. Returns the exit code, or the signal. */
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<number | string>;
}

export interface ExporterSetup {
  readonly directory: string;
  readonly authority: Authority;
  readonly client: Credentials;
  readonly lab: string;
}

/** Writes a lab.yml and the certificates of the exporter into a directory. */
export async function createSetup(
  directory: string,
  authority: Authority,
  lab: Readonly<Record<string, unknown>>,
  exporter: Readonly<Record<string, unknown>>,
  { allowedNames = [] }: { readonly allowedNames?: readonly string[] } = {},
): Promise<ExporterSetup> {
  const names = { server: ["exporter.lab"], client: "prometheus-scraper" } as const;
  const { server, client } = await issueCertificates(authority, names);
  const file = join(directory, "lab.yml");
  writeFileSync(
    file,
    JSON.stringify({
      ...lab,
      exporter: {
        listen: `127.0.0.1:${await freePort()}`,
        state_file: join(directory, "state"),
        tls: {
          certificate: server.certificateFile,
          key: server.keyFile,
          client_ca: authority.certificateFile,
          allowed_names: allowedNames,
        },
        ...exporter,
      },
    }),
  );
  return { directory, authority, client, lab: file };
}

export interface StartOptions {
  /** Arguments for Node. Default: the built command. */
  readonly command?: readonly string[];
  /** Id of the user and the group. Default: those of the test. */
  readonly user?: number;
}

/** Starts the exporter and waits until it listens. */
export async function startExporter(
  { authority, client, lab }: ExporterSetup,
  { command: words = command, user }: StartOptions = {},
): Promise<ExporterProcess> {
  const child = spawn(process.execPath, [...words, "--lab", lab], {
    stdio: ["ignore", "pipe", "pipe"],
    ...(user !== undefined && { uid: user, gid: user }),
  });
  const lines: Record<string, unknown>[] = [];
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const port = await new Promise<number>((done, fail) => {
    let rest = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const parts = `${rest}${text}`.split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        const line: Record<string, unknown> = JSON.parse(part);
        lines.push(line);
        if (line["msg"] === "started") done(Number(line["port"]));
      }
    });
    child.once("close", (code, signal) => fail(new Error(`the exporter ended with ${code ?? signal}: ${stderr}`)));
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    agent.destroy();
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode ?? "";
    child.kill(signal);
    const [code, by] = await once(child, "close");
    return code ?? by;
  };
  return {
    port,
    pid: child.pid ?? 0,
    lines,
    get: (path = "/metrics") => fetchPage({ port, authority, client, path, agent }),
    stop: end,
    [Symbol.asyncDispose]: async () => {
      await end("SIGKILL");
    },
  };
}
