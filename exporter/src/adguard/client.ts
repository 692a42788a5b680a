import type { DurableFile } from "../state/durable-file.js";
import { createSerialQueue } from "../serial-queue.js";
import { createAnonymousAccess, createBasicAuth, type Authenticator } from "./basic-auth.js";
import {
  AdguardError,
  readTlsOptions,
  sendRequest,
  StatusError,
  UnreachableError,
  type TlsFiles,
} from "./http-request.js";
import { createLoginBackoff } from "./login-backoff.js";

export interface AdguardClientOptions extends TlsFiles {
  /** Address of the web interface: `https://dns.lab`. */
  readonly url: string;
  /** Requires `passwordFile`; without both, requests carry no login. */
  readonly username?: string;
  readonly passwordFile?: string;
  /** Where failed logins are recorded. */
  readonly loginFile: DurableFile;
  /** Limit for a request and its response, in milliseconds. Default: 30,000. */
  readonly timeout?: number;
  /** Unix milliseconds. Default: the clock. */
  readonly now?: () => number;
}

export interface ApiResponse {
  /** The parsed JSON. */
  readonly body: unknown;
  /** AdGuard Home's clock in unix milliseconds, to the second; the local clock if the header is missing. */
  readonly serverTime: number;
}

export interface AdguardClient {
  /**
   * Requests a path under `/control`. Requests are sent one after the other.
   *
   * @throws AdguardError
   */
  get(path: string, parameters: Readonly<Record<string, string>>, signal: AbortSignal): Promise<ApiResponse>;
}

/**
 * Creates a client of AdGuard Home's API. It uses basic authentication, since AdGuard Home keeps an unclosed session
 * for a month. TLS files are read for each connection, so that a renewed certificate is used at once. Redirections are
 * not followed, so that the password goes to no other server.
 */
export function createAdguardClient(options: AdguardClientOptions): AdguardClient {
  const { timeout = 30_000, now = Date.now } = options;
  const base = new URL(options.url);
  // Only protocol and host: other parts of the URL may contain secrets, and messages are logged.
  const server = `AdGuard Home at ${base.protocol}//${base.host}`;
  const authenticate = authenticatorFor(server, options);
  const queue = createSerialQueue();

  const request = async (path: string, parameters: Readonly<Record<string, string>>, signal: AbortSignal) => {
    const url = new URL(`${base.pathname.replace(/\/$/, "")}/control/${path}`, base.origin);
    url.search = new URLSearchParams(parameters).toString();
    const { status, text, date } = await authenticate(async (authorization) => {
      const tls = await readTlsOptions(options).catch((error: unknown) => {
        throw new UnreachableError(
          `${server} can't be asked: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
      return sendRequest(server, { url, tls, authorization, signal, timeout });
    });
    if (status !== 200) throw new StatusError(server, status);
    const time = Date.parse(date);
    return { body: parseJson(text, server), serverTime: Number.isNaN(time) ? now() : time };
  };

  return {
    get: (path, parameters, signal) => queue.run(() => request(path, parameters, signal)),
  };
}

function authenticatorFor(server: string, options: AdguardClientOptions): Authenticator {
  const { username, passwordFile, loginFile, now } = options;
  if (username === undefined || passwordFile === undefined) return createAnonymousAccess(server);
  return createBasicAuth({ server, username, passwordFile, backoff: createLoginBackoff(loginFile, now) });
}

function parseJson(text: string, server: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the response.
    throw new AdguardError(`${server} answers with something else than JSON`);
  }
}
