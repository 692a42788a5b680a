import type { ClientRequest, IncomingMessage } from "node:http";
import { request as requestTls, type RequestOptions } from "node:https";
import { finished } from "node:stream/promises";
import { readSmallFile } from "../regular-file.js";

/** An import of node:http reads all its exports, of which some load a whole HTTP client: 6 MB from Node 22 on. */
const { request: requestPlain } = process.getBuiltinModule("node:http");

/** A request to AdGuard Home failed. The message is for people and contains no secret. */
export class AdguardError extends Error {
  override readonly name: string = "AdguardError";
  /** Milliseconds until the next request makes sense; 0 where that is unknown. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter = 0) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

/** No byte of the request reached AdGuard Home. */
export class UnreachableError extends AdguardError {
  override readonly name = "UnreachableError";
}

/** The request was sent, and the connection ended or was idle without a response: nothing is known of the login. */
export class NoResponseError extends AdguardError {
  override readonly name = "NoResponseError";
}

/** AdGuard Home accepted the login, but its response was incomplete. */
export class BrokenResponseError extends AdguardError {
  override readonly name: string = "BrokenResponseError";
}

/** The response has another status than 200. */
export class StatusError extends AdguardError {
  override readonly name = "StatusError";
  readonly status: number;

  constructor(server: string, status: number) {
    super(`${server} answers with status ${status}`);
    this.status = status;
  }
}

/** The response exceeds the size limit. */
export class ResponseTooLargeError extends BrokenResponseError {
  override readonly name = "ResponseTooLargeError";
}

/** 401: wrong password or lock-out. 403 and 429: the login page, or a proxy in front of AdGuard Home. */
export const isLoginRejection = (status: number): boolean => [401, 403, 429].includes(status);

export interface HttpResponse {
  readonly status: number;
  /** The header `date`; `""` if absent. */
  readonly date: string;
  /** The header `retry-after` in milliseconds; 0 if absent. */
  readonly retryAfter: number;
}

export interface HttpRequest {
  readonly url: URL;
  /** Certificates and TLS settings; empty for plain HTTP. */
  readonly tls: RequestOptions;
  readonly authorization: string | undefined;
  readonly signal: AbortSignal;
  /** Limit for the whole request and response, in milliseconds. */
  readonly timeout: number;
  /** Receives the body of a response with status 200 in pieces. An error that it throws ends the request. */
  readonly onBody: (chunk: Buffer) => void;
}

const maxResponseBytes = 8_388_608;

/**
 * Sends one GET request over a new connection.
 *
 * @param server name of the server in error messages
 * @throws AdguardError
 */
export async function sendRequest(
  server: string,
  { url, signal, timeout, onBody, ...rest }: HttpRequest,
): Promise<HttpResponse> {
  let [isConnected, isAccepted] = [false, false];
  let sent: ClientRequest | undefined;
  const timer = setTimeout(() => {
    sent?.destroy(new Error(`it took longer than ${timeout / 1000} seconds`));
  }, timeout);
  try {
    const headers = rest.authorization === undefined ? {} : { authorization: rest.authorization };
    const isSecure = url.protocol === "https:";
    const request = isSecure ? requestTls : requestPlain;
    sent = request(url, { ...rest.tls, headers, signal, agent: false });
    sent.once("socket", (socket) => socket.once(isSecure ? "secureConnect" : "connect", () => (isConnected = true)));
    const response = await responseTo(sent);
    isAccepted = !isLoginRejection(response.statusCode ?? 0);
    return await readResponse(response, server, onBody);
  } catch (error) {
    throw error instanceof AdguardError
      ? error
      : toAdguardError(error, server, { isConnected, isAccepted, isStopped: signal.aborted });
  } finally {
    clearTimeout(timer);
    sent?.destroy();
  }
}

function responseTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // The listener stays: an error after the response has started is also emitted here.
    sent.on("error", reject);
    sent.once("response", resolve);
    sent.end();
  });
}

function toAdguardError(
  error: unknown,
  server: string,
  {
    isConnected,
    isAccepted,
    isStopped,
  }: { readonly isConnected: boolean; readonly isAccepted: boolean; readonly isStopped: boolean },
): AdguardError {
  const reason = error instanceof Error ? error.message : String(error);
  if (!isConnected) return new UnreachableError(`${server} can't be reached: ${reason}`);
  if (isAccepted) return new BrokenResponseError(`${server} sent an incomplete response: ${reason}`);
  const Kind = isStopped ? AdguardError : NoResponseError;
  return new Kind(`${server} sent no response: ${reason}`);
}

async function readResponse(
  response: IncomingMessage,
  server: string,
  onBody: HttpRequest["onBody"],
): Promise<HttpResponse> {
  const { statusCode = 0, headers } = response;
  let length = 0;
  response.on("data", (chunk: Buffer) => {
    length += chunk.length;
    try {
      if (length > maxResponseBytes)
        throw new ResponseTooLargeError(`${server} sent more than ${maxResponseBytes} bytes`);
      if (statusCode === 200) onBody(chunk);
    } catch (error) {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  await finished(response);
  const seconds = Number(headers["retry-after"] ?? 0);
  return {
    status: statusCode,
    date: headers.date ?? "",
    retryAfter: Number.isFinite(seconds) ? 1000 * Math.max(0, seconds) : 0,
  };
}

/** Paths of PEM files, and the name to verify. */
export interface TlsFiles {
  /** Certificate of the authority that signed the server's certificate. Default: the authorities that Node trusts. */
  readonly ca?: string;
  /** Client certificate; requires `key`. */
  readonly certificate?: string;
  readonly key?: string;
  /** Name that the server's certificate must contain. Default: the host of the URL. */
  readonly serverName?: string;
}

/**
 * Reads the files of a TLS connection.
 *
 * @throws Error of the operating system
 */
export async function readTlsOptions({ ca, certificate, key, serverName }: TlsFiles): Promise<RequestOptions> {
  return {
    minVersion: "TLSv1.2",
    ...(ca !== undefined && { ca: await readSmallFile(ca) }),
    ...(certificate !== undefined && { cert: await readSmallFile(certificate) }),
    ...(key !== undefined && { key: await readSmallFile(key) }),
    ...(serverName !== undefined && { servername: serverName }),
  };
}
