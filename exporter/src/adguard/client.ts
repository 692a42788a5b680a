import type { DurableFile } from "../state/durable-file.js";
import { createSerialQueue } from "../serial-queue.js";
import { createAnonymousAccess, createBasicAuth, type Authenticator } from "./basic-auth.js";
import {
  BrokenResponseError,
  readTlsOptions,
  sendRequest,
  StatusError,
  UnreachableError,
  type TlsFiles,
} from "./http-request.js";
import { createLoginBackoff } from "./login-backoff.js";
import { createResponseParser, type ListReaders } from "./response-parser.js";

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
  /** The outermost object, in which all lists and objects are empty. */
  readonly body: unknown;
  /** AdGuard Home's clock in unix milliseconds, to the second; the local clock if the header is missing or implausible. */
  readonly serverTime: number;
}

export interface AdguardClient {
  /**
   * Requests a path under `/control`. Requests are sent one after the other.
   *
   * @param lists receive the elements of their lists before this resolves; a response that fails later may have begun
   * @throws AdguardError
   */
  get(
    path: string,
    parameters: Readonly<Record<string, string>>,
    signal: AbortSignal,
    lists?: ListReaders,
  ): Promise<ApiResponse>;
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

  const request: AdguardClient["get"] = async (path, parameters, signal, lists = noLists) => {
    const url = new URL(`${base.pathname.replace(/\/$/, "")}/control/${path}`, base.origin);
    url.search = new URLSearchParams(parameters).toString();
    const parser = createResponseParser(lists);
    const { status, date } = await authenticate(async (authorization) => {
      const tls = await readTlsOptions(options).catch((error: unknown) => {
        throw new UnreachableError(
          `${server} can't be asked: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
      const onBody = (chunk: Buffer) => {
        explainSyntax(server, () => parser.write(chunk));
      };
      return sendRequest(server, { url, tls, authorization, signal, timeout, onBody });
    });
    if (status !== 200) throw new StatusError(server, status);
    const body = explainSyntax(server, () => parser.end());
    const time = Date.parse(date);
    return { body, serverTime: time >= earliest && time <= latest ? time : now() };
  };

  return {
    get: (path, parameters, signal, lists) => queue.run(() => request(path, parameters, signal, lists)),
  };
}

const noLists: ListReaders = new Map();

/** Times of a clock that isn't broken: those that RFC 3339 can write, from the year 2000 on. */
const [earliest, latest] = [Date.UTC(2000), Date.UTC(10_000) - 1];

function authenticatorFor(server: string, options: AdguardClientOptions): Authenticator {
  const { username, passwordFile, loginFile, now } = options;
  if (username === undefined || passwordFile === undefined) return createAnonymousAccess(server);
  return createBasicAuth({ server, username, passwordFile, backoff: createLoginBackoff(loginFile, now) });
}

/** Parses without the parser's message, which would quote the response. */
function explainSyntax<Result>(server: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new BrokenResponseError(`${server} answers with something else than JSON`);
  }
}
