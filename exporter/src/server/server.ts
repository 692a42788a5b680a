import { constants } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import type { ExporterTls } from "homelab-dashboards/lab";
import { describeError, type Log } from "../log.js";
import { createCertificateReload } from "./certificate-reload.js";
import { isClientAllowed } from "./client-allow-list.js";
import {
  type ConnectionLimits,
  type ConnectionTracker,
  evictionError,
  trackConnections,
} from "./connection-tracker.js";
import { type Credentials, readCredentials } from "./credentials.js";
import { createRequestHandler, defaultWriteTimeout, type EndpointSource } from "./endpoints.js";

/** Why a connection was rejected: failed TLS handshake, name not allowed, closed since there were too many. */
export type ConnectionRejection = "handshake" | "name" | "connections";

export interface ServerOptions {
  /** Address and port as in the lab: `:9617`. */
  readonly listen: string;
  readonly tls: ExporterTls;
  readonly source: EndpointSource;
  readonly log: Log;
  readonly onRejected?: (reason: ConnectionRejection) => void;
  /** Milliseconds between two checks of the TLS files. Default: 30,000. */
  readonly reloadInterval?: number;
  /** Limit for sending a response, in milliseconds. Default: 5,000. */
  readonly writeTimeout?: number;
}

export interface RunningServer {
  readonly port: number;
  /** Reads the TLS files now, and uses them if they have changed. */
  readonly reloadCertificates: () => Promise<void>;
  /** Stops listening, and closes connections when their responses are sent, at the latest after 300 ms. */
  close(): Promise<void>;
}

/** About 7 MB in all, of which most are for handshakes. */
const limits: ConnectionLimits = { silent: 128, handshakes: 64, authenticated: 32 };
/** Connections that wait to be accepted. The system drops those above, and their clients try again after a second. */
const backlog = 2048;
/** Limit for receiving the ClientHello, and for the rest of the handshake. */
const handshakeTimeout = 5000;
/** Limit for receiving the headers, and for the whole request. */
const requestTimeout = 5000;
/** Longer than common scrape intervals. */
const keepAliveTimeout = 75_000;
/** After so many requests a connection is closed, so that the client's certificate is verified again. */
const requestsPerConnection = 200;
const maxHeaderSize = 8192;
/** Limit for responses after {@link RunningServer.close}, in milliseconds. */
const shutdownTimeout = 300;

/**
 * Starts an HTTPS server for clients whose certificate is signed by the lab's authority and has an allowed name.
 *
 * @throws {CredentialsError} where the TLS files can't be used
 * @throws Error where the address can't be listened at
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log, tls } = options;
  const credentials = await readCredentials(tls);
  const server = createHttpsServer(credentials);
  const connections = trackConnections(server, {
    limits,
    helloTimeout: handshakeTimeout,
    isAllowed: (socket) => isClientAllowed(socket, tls.allowed_names),
    onEvicted: (address) => {
      options.onRejected?.("connections");
      log.warn("a connection was closed for another one: there are too many", { address });
    },
    onHelloTimeout: (address) => {
      rejectHandshake(options, address, "it sent no ClientHello in time");
    },
  });
  server.on("request", createAuthorizedHandler(options, connections));
  reportRejections(server, options);
  await listenAt(server, options.listen);
  server.on("error", (error) => {
    log.error("the server failed", { reason: describeError(error) });
  });

  const reloadCertificates = createCertificateReload({
    tls,
    initial: credentials,
    log,
    apply: (next) => {
      server.setSecureContext(tlsContext(next));
      connections.markOutdated();
      server.closeIdleConnections();
    },
  });
  const timer = setInterval(() => void reloadCertificates(), options.reloadInterval ?? 30_000);
  timer.unref();

  return {
    port: portOf(server.address()),
    reloadCertificates,
    close: () => {
      clearInterval(timer);
      return closeServer(server, connections);
    },
  };
}

function createHttpsServer(credentials: Credentials): Server {
  const server = createServer({
    ...tlsContext(credentials),
    requestCert: true,
    rejectUnauthorized: true,
    handshakeTimeout,
    headersTimeout: requestTimeout,
    requestTimeout,
    keepAliveTimeout,
    connectionsCheckingInterval: 1000,
    maxHeaderSize,
  });
  server.maxRequestsPerSocket = requestsPerConnection;
  return server;
}

const tlsContext = (credentials: Credentials) => ({
  ...credentials,
  minVersion: "TLSv1.2" as const,
  // A resumed session would skip the verification of the client's certificate.
  secureOptions: constants.SSL_OP_NO_TICKET,
});

/** Handles requests of clients with an allowed name, and answers all others with 403. */
function createAuthorizedHandler(options: ServerOptions, connections: ConnectionTracker) {
  const { source, tls, log, onRejected, writeTimeout = defaultWriteTimeout } = options;
  const handle = createRequestHandler(source, writeTimeout);
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    connections.addResponse(socket, response);
    if (!connections.isCurrent(socket)) response.shouldKeepAlive = false;
    if (socket instanceof TLSSocket && isClientAllowed(socket, tls.allowed_names)) {
      handle(request, response);
      return;
    }
    onRejected?.("name");
    log.warn("a client was rejected: its certificate has none of the allowed names", {
      address: socket.remoteAddress,
    });
    response.shouldKeepAlive = false;
    response.writeHead(403).end();
  };
}

function rejectHandshake({ log, onRejected }: ServerOptions, address: string | undefined, reason: string): void {
  onRejected?.("handshake");
  log.warn("a client was rejected: no TLS, or no valid certificate", { address, reason });
}

function reportRejections(server: Server, options: ServerOptions): void {
  server.on("tlsClientError", (error, socket) => {
    if (error !== evictionError) rejectHandshake(options, socket.remoteAddress, describeError(error));
  });
  server.on("clientError", (_, socket) => {
    socket.destroy();
  });
}

function listenAt(server: Server, listen: string): Promise<void> {
  const colon = listen.lastIndexOf(":");
  const host = listen.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  const address = { port: Number(listen.slice(colon + 1)), ...(host !== "" && { host }) };
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(new Error(`exporter.listen: can't listen at ${listen} (${describeError(error)})`));
    });
    server.listen({ ...address, backlog, exclusive: true }, resolve);
  });
}

function closeServer(server: Server, connections: ConnectionTracker): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      connections.destroyAll();
    }, shutdownTimeout);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === "object" && address !== null ? address.port : 0;
