import { constants } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { ExporterTls } from "homelab-dashboards/lab";
import { type Log, describeError } from "../log.js";
import { createRequestHandler, type EndpointSource, defaultWriteTimeout } from "./endpoints.js";
import { isClientAllowed } from "./client-allow-list.js";
import { areEqual, type Credentials, readCredentials } from "./credentials.js";

/** Why somebody got no answer: the handshake failed, the name isn't allowed, there are too many. */
export type ConnectionRejection = "handshake" | "name" | "connections";

export interface ServerOptions {
  /** Address and port, as the lab has it: `:9617`. */
  readonly listen: string;
  readonly tls: ExporterTls;
  readonly source: EndpointSource;
  readonly log: Log;
  readonly onRejected?: (why: ConnectionRejection) => void;
  /** How often the files are looked at, in milliseconds. */
  readonly reloadInterval?: number;
  /** How long a client may take to read an answer, in milliseconds. */
  readonly writeTimeout?: number;
}

export interface RunningServer {
  readonly port: number;
  /** Takes up certificates that were renewed, now; does nothing where none was. */
  readonly reloadCertificates: () => Promise<void>;
  /** Stops listening, lets answers finish for a moment, then ends every connection. */
  close(): Promise<void>;
}

const maxConnections = 32;
const handshakeTimeout = 5000;
/** For the request's head, and for all of it. */
const requestTimeout = 5000;
/** Prometheus asks again within a minute or so. */
const keepAliveTimeout = 75_000;
/** Then a connection is made anew, and its certificate looked at again. */
const requestsPerConnection = 200;
const maxHeaderSize = 8192;
/** How long answers may go on when the server closes. */
const shutdownTimeout = 300;

const contextOf = (credentials: Credentials) => ({
  ...credentials,
  minVersion: "TLSv1.2" as const,
  // A resumed session would skip the look at the client's certificate.
  secureOptions: constants.SSL_OP_NO_TICKET,
});

const placeOf = (listen: string): { readonly host?: string; readonly port: number } => {
  const colon = listen.lastIndexOf(":");
  const host = listen.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  return { port: Number(listen.slice(colon + 1)), ...(host !== "" && { host }) };
};

const listening = (server: Server, listen: string): Promise<void> =>
  new Promise((done, fail) => {
    server.once("error", (error) => {
      fail(new Error(`exporter.listen: can't listen at ${listen} (${describeError(error)})`));
    });
    server.listen({ ...placeOf(listen), exclusive: true }, done);
  });

/**
 * Serves over TLS, to clients alone whose certificate an authority of the lab signed and that hold an allowed name.
 *
 * @throws {CredentialsError} where the files for TLS can't be used
 * @throws Error where it can't listen
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log, tls, onRejected: refused = () => undefined } = options;
  let credentials = await readCredentials(tls);
  const answer = createRequestHandler(options.source, options.writeTimeout ?? defaultWriteTimeout);
  /** Connections that were made with the files that hold now. */
  let current = new WeakSet<Socket>();

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    if (!current.has(socket)) response.shouldKeepAlive = false;
    if (socket instanceof TLSSocket && isClientAllowed(socket, tls.allowed_names)) {
      answer(request, response);
      return;
    }
    refused("name");
    log.warn("a client was refused: its certificate holds none of the allowed names", {
      address: socket.remoteAddress,
    });
    response.shouldKeepAlive = false;
    response.writeHead(403).end();
  };

  const server = createServer(
    {
      ...contextOf(credentials),
      requestCert: true,
      rejectUnauthorized: true,
      handshakeTimeout,
      headersTimeout: requestTimeout,
      requestTimeout,
      keepAliveTimeout,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: maxHeaderSize,
    },
    handle,
  );
  server.maxConnections = maxConnections;
  server.maxRequestsPerSocket = requestsPerConnection;
  // The server itself knows only those whose handshake is done.
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  server.on("secureConnection", (socket) => current.add(socket));
  server.on("drop", (data?: { readonly remoteAddress?: string }) => {
    refused("connections");
    log.warn("a connection was refused: there are too many", { address: data?.remoteAddress });
  });
  server.on("tlsClientError", (error, socket) => {
    refused("handshake");
    log.warn("a client was refused: no TLS, or no certificate that holds here", {
      address: socket.remoteAddress,
      reason: describeError(error),
    });
  });
  server.on("clientError", (_, socket) => {
    socket.destroy();
  });

  const renew = async (): Promise<void> => {
    try {
      const now = await readCredentials(tls);
      if (areEqual(now, credentials)) return;
      server.setSecureContext(contextOf(now));
      credentials = now;
      current = new WeakSet();
      server.closeIdleConnections();
      log.info("renewed certificates are in use");
    } catch (error) {
      log.error("renewed certificates can't be used, the ones before stay", { reason: describeError(error) });
    }
  };

  await listening(server, options.listen);
  server.on("error", (error) => {
    log.error("the server has a fault", { reason: describeError(error) });
  });
  const renewal = setInterval(() => void renew(), options.reloadInterval ?? 30_000);
  renewal.unref();

  const close = (): Promise<void> =>
    new Promise((done) => {
      clearInterval(renewal);
      const impatience = setTimeout(() => {
        for (const connection of connections) connection.destroy();
      }, shutdownTimeout);
      server.close(() => {
        clearTimeout(impatience);
        done();
      });
      server.closeIdleConnections();
    });

  return { port: portOf(server.address()), reloadCertificates: renew, close };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === "object" && address !== null ? address.port : 0;
