import { readFile } from "node:fs/promises";
import {
  AdguardError,
  BrokenResponseError,
  readTlsOptions,
  sendRequest,
  isLoginRejection,
  UnreachableError,
  type TlsFiles,
  type HttpResponse,
} from "./http-request.js";
import { createLoginBackoff, type LoginBackoff, type LoginFile } from "./login-backoff.js";

export interface AdguardClientOptions extends TlsFiles {
  /** Where its pages are: `https://dns.lab`. */
  readonly url: string;
  /** Together with the password's file; without them it is asked without a login. */
  readonly username?: string;
  readonly passwordFile?: string;
  /** Where failed logins are remembered. */
  readonly loginFile: LoginFile;
  /** How long an answer may take, in milliseconds. Default: 30,000. */
  readonly timeout?: number;
  /** Unix milliseconds. Default: the clock. */
  readonly now?: () => number;
}

/** What AdGuard Home answered. */
export interface ApiResponse {
  readonly body: unknown;
  /** What its clock showed, in unix milliseconds; whole seconds. */
  readonly time: number;
}

export interface AdguardClient {
  /**
   * Asks under `/control`. One request after the other.
   *
   * @throws AdguardError
   */
  get(path: string, parameters: Readonly<Record<string, string>>, signal: AbortSignal): Promise<ApiResponse>;
}

/**
 * Asks AdGuard Home's API, with basic authentication: a session would have to be ended, and AdGuard Home keeps those
 * that aren't for a month. The files of certificates are read for every connection, so that renewed ones are taken up;
 * the password's is read again once it was refused. It follows no redirection: the password goes nowhere else.
 */
export function createAdguardClient(options: AdguardClientOptions): AdguardClient {
  const { url, loginFile: notes, timeout = 30_000, now = Date.now } = options;
  const base = new URL(url);
  // Whatever else stands in the URL could be a secret, and what is said of it goes to a log.
  const place = `AdGuard Home at ${base.protocol}//${base.host}`;
  const ask = asker(place, createLoginBackoff(notes, now), options);
  let last: Promise<unknown> = Promise.resolve();

  const askNow = async (path: string, parameters: Readonly<Record<string, string>>, signal: AbortSignal) => {
    const target = new URL(`${base.pathname.replace(/\/$/, "")}/control/${path}`, base.origin);
    target.search = new URLSearchParams(parameters).toString();
    const { status, text, date } = await ask(async (authorization) => {
      const connection = await readTlsOptions(options).catch((error: unknown) => {
        throw new AdguardError(`${place} can't be asked: ${messageOf(error)}`);
      });
      return sendRequest(place, { target, tls: connection, authorization, signal, timeout });
    });
    if (status !== 200) throw new AdguardError(`${place} answers with status ${status}`);
    const time = Date.parse(date);
    return { body: parsed(text, place), time: Number.isNaN(time) ? now() : time };
  };

  return {
    get: (path, parameters, signal) => {
      const turn = last.then(() => askNow(path, parameters, signal));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

type Send = (authorization: string | undefined) => Promise<HttpResponse>;

/** Sends what it is given with the login that is right now, if AdGuard Home wants one and may be tried. */
function asker(
  place: string,
  logins: LoginBackoff,
  options: AdguardClientOptions,
): (send: Send) => Promise<HttpResponse> {
  const { username, passwordFile } = options;
  let password: string | undefined;
  let refused: string | undefined;

  const readPassword = async (path: string) => {
    try {
      password = (await readFile(path, "utf8")).replace(/\r?\n$/, "");
    } catch (error) {
      throw new AdguardError(`the password of ${place} can't be read: ${messageOf(error)}`);
    }
    return password;
  };

  const remembering = async <Result>(act: () => Promise<Result>) => {
    try {
      return await act();
    } catch (error) {
      // Without a memory of what failed, it could lock others out.
      throw new AdguardError(`${place} isn't asked, as failed logins can't be remembered: ${messageOf(error)}`);
    }
  };

  const wait = (isOther: boolean) => remembering(() => logins.delay(isOther));

  const refuse = async (retryAfter: number) => {
    await remembering(() => logins.fail(retryAfter));
    refused = password;
    const pause = await wait(false);
    return new AdguardError(`${place} refuses the login; it is tried again in ${minutes(pause)}`, pause);
  };

  const attempt = async (user: string, secret: string, send: Send): Promise<HttpResponse | AdguardError> => {
    await remembering(logins.begin);
    try {
      const response = await send(`Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`);
      if (isLoginRejection(response.status)) return await refuse(response.retryAfter);
      refused = undefined;
      await remembering(logins.succeed);
      return response;
    } catch (error) {
      if (error instanceof UnreachableError) await remembering(logins.cancel);
      if (error instanceof BrokenResponseError) await remembering(logins.succeed);
      throw error;
    }
  };

  return async (send) => {
    if (username === undefined || passwordFile === undefined) {
      const response = await send(undefined);
      if (isLoginRejection(response.status)) throw new AdguardError(`${place} wants a login, and none is configured`);
      return response;
    }
    for (let failure: AdguardError | undefined; ;) {
      const secret = password === undefined || refused !== undefined ? await readPassword(passwordFile) : password;
      const isOther = refused !== undefined && secret !== refused;
      const pause = await wait(isOther);
      // A password that was changed meanwhile is tried at once, as far as that may be.
      if (failure !== undefined && (!isOther || pause > 0)) throw failure;
      if (pause > 0)
        throw new AdguardError(`${place} refused the login; it is tried again in ${minutes(pause)}`, pause);
      const outcome = await attempt(username, secret, send);
      if (!(outcome instanceof AdguardError)) return outcome;
      failure = outcome;
    }
  };
}

const minutes = (milliseconds: number) => {
  const count = Math.ceil(milliseconds / 60_000);
  return count === 1 ? "a minute" : `${count} minutes`;
};

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function parsed(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser would quote what it found.
    throw new AdguardError(`${place} answers with something else than JSON`);
  }
}
