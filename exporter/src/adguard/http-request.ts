import { readFile } from "node:fs/promises";
import { request as requestPlain, type ClientRequest, type IncomingMessage } from "node:http";
import { request as requestTls, type RequestOptions } from "node:https";
import { finished } from "node:stream/promises";

/** AdGuard Home couldn't be asked. The message is for people and holds nothing secret. */
export class AdguardError extends Error {
  override readonly name: string = "AdguardError";
  /** How long to leave it alone, in milliseconds, where that is known. */
  readonly retryAfter: number;

  constructor(message: string, wait = 0) {
    super(message);
    this.retryAfter = wait;
  }
}

/** Nothing of the request has reached AdGuard Home. */
export class UnreachableError extends AdguardError {
  override readonly name = "UnreachableError";
}

/** It let the request in, and then its answer couldn't be read. */
export class BrokenResponseError extends AdguardError {
  override readonly name: string = "BrokenResponseError";
}

/** The answer would have been longer than is read. */
export class ResponseTooLargeError extends BrokenResponseError {
  override readonly name = "ResponseTooLargeError";
}

/** 401 for a wrong password and while it locks out, 403 and 429 from its page for logins and from what is before it. */
export const isLoginRejection = (status: number): boolean => [401, 403, 429].includes(status);

export interface HttpResponse {
  readonly status: number;
  readonly text: string;
  /** As the header says it; `""` for none. */
  readonly date: string;
  /** How long it wants to be left alone, in milliseconds. */
  readonly retryAfter: number;
}

export interface HttpRequest {
  readonly target: URL;
  /** Certificates, where it goes by TLS. */
  readonly tls: RequestOptions;
  readonly authorization: string | undefined;
  readonly signal: AbortSignal;
  /** For all of it, in milliseconds. */
  readonly timeout: number;
}

/** The most that is read of an answer, in bytes. */
const maxResponseBytes = 8_388_608;

/**
 * One request and its answer, over a connection of its own.
 *
 * @param place what messages call the other side
 * @throws AdguardError
 */
export async function sendRequest(
  place: string,
  { target, signal, timeout, ...rest }: HttpRequest,
): Promise<HttpResponse> {
  let [reached, isLetIn] = [false, false];
  let sent: ClientRequest | undefined;
  const late = setTimeout(() => {
    sent?.destroy(new Error(`it took longer than ${timeout / 1000} seconds`));
  }, timeout);
  try {
    const headers = rest.authorization === undefined ? {} : { authorization: rest.authorization };
    const isSecure = target.protocol === "https:";
    const request = isSecure ? requestTls : requestPlain;
    sent = request(target, { ...rest.tls, headers, signal, agent: false });
    sent.once("socket", (socket) => socket.once(isSecure ? "secureConnect" : "connect", () => (reached = true)));
    const response = await answerTo(sent);
    isLetIn = !isLoginRejection(response.statusCode ?? 0);
    return await read(response, place);
  } catch (error) {
    throw error instanceof AdguardError ? error : failureOf(error, place, { reached, isLetIn });
  } finally {
    clearTimeout(late);
    sent?.destroy();
  }
}

function answerTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // Stays, for failures that come after the answer's beginning: they are the answer's, too.
    sent.on("error", reject);
    sent.once("response", resolve);
    sent.end();
  });
}

function failureOf(
  error: unknown,
  place: string,
  { reached, isLetIn }: { readonly reached: boolean; readonly isLetIn: boolean },
): AdguardError {
  const reason = error instanceof Error ? error.message : String(error);
  if (!reached) return new UnreachableError(`${place} can't be reached: ${reason}`);
  return isLetIn
    ? new BrokenResponseError(`${place} broke off its answer: ${reason}`)
    : new AdguardError(`${place} gave no answer: ${reason}`);
}

async function read(response: IncomingMessage, place: string): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxResponseBytes)
      response.destroy(new ResponseTooLargeError(`${place} answers with more than ${maxResponseBytes} bytes`));
    else chunks.push(chunk);
  });
  await finished(response);
  const { statusCode = 0, headers } = response;
  const seconds = Number(headers["retry-after"] ?? 0);
  return {
    status: statusCode,
    text: Buffer.concat(chunks, length).toString(),
    date: headers.date ?? "",
    retryAfter: Number.isFinite(seconds) ? 1000 * Math.max(0, seconds) : 0,
  };
}

export interface TlsFiles {
  /** File of the authority that signed its certificate. Default: those that Node trusts. */
  readonly ca?: string;
  /** File of the certificate to show, together with the key's. */
  readonly certificate?: string;
  readonly key?: string;
  /** Name that its certificate must hold. Default: the host of the URL. */
  readonly serverName?: string;
}

/**
 * What a connection by TLS needs, read from its files.
 *
 * @throws Error of the operating system
 */
export async function readTlsOptions({ ca, certificate, key, serverName }: TlsFiles): Promise<RequestOptions> {
  return {
    minVersion: "TLSv1.2",
    ...(ca !== undefined && { ca: await readFile(ca) }),
    ...(certificate !== undefined && { cert: await readFile(certificate) }),
    ...(key !== undefined && { key: await readFile(key) }),
    ...(serverName !== undefined && { servername: serverName }),
  };
}
