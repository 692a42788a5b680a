/** An HTTPS client of the exporter's server, and a log for it. */
import { Agent, type AgentOptions, request } from "node:https";
import type { TLSSocket } from "node:tls";
import type { ExporterTls } from "homelab-dashboards/lab";
import { createLog, type Log } from "../../src/log.js";
import type { Authority, Credentials } from "../../../test/certificates/authority.js";

export interface HttpReply {
  readonly code: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Serial number of the server's certificate. */
  readonly serial: string;
}

export interface FetchOptions {
  readonly port: number;
  readonly authority: Authority;
  readonly client?: Credentials;
  readonly path?: string;
  readonly method?: string;
  readonly agent?: Agent;
  readonly tls?: AgentOptions;
}

/** Sends a request, and reads the whole response. */
export const fetchPage = ({
  port,
  authority,
  client,
  path = "/metrics",
  method = "GET",
  agent,
  tls,
}: FetchOptions): Promise<HttpReply> =>
  new Promise((done, fail) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        agent: agent ?? new Agent({ keepAlive: false, maxCachedSessions: 0 }),
        ca: authority.certificate,
        servername: "exporter.lab",
        ...(client && { cert: client.certificate, key: client.key }),
        ...tls,
      },
      (response) => {
        const { serialNumber } = (response.socket as unknown as TLSSocket).getPeerCertificate();
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (body += chunk));
        response.once("error", fail);
        response.once("end", () => {
          done({ code: response.statusCode ?? 0, headers: response.headers, body, serial: serialNumber });
        });
      },
    );
    sent.once("error", fail);
    sent.end();
  });

export const tlsFiles = (authority: Authority, server: Credentials, allowed_names: string[] = []): ExporterTls => ({
  certificate: server.certificateFile,
  key: server.keyFile,
  client_ca: authority.certificateFile,
  allowed_names,
});

/** A log that records its lines. */
export function recordingLog(): { readonly log: Log; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  return { log: createLog({ level: "debug", write: (line) => lines.push(JSON.parse(line)) }), lines };
}
