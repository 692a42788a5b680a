import { readSmallFile } from "../regular-file.js";
import {
  AdguardError,
  BrokenResponseError,
  isLoginRejection,
  NoResponseError,
  UnreachableError,
  type HttpResponse,
} from "./http-request.js";
import type { LoginBackoff } from "./login-backoff.js";

/** Sends one request with the given `authorization` header. */
export type Send = (authorization: string | undefined) => Promise<HttpResponse>;

/** Chooses the login of a request and sends it. */
export type Authenticator = (send: Send) => Promise<HttpResponse>;

/**
 * Sends requests without a login.
 *
 * @param server name of the server in error messages
 */
export const createAnonymousAccess =
  (server: string): Authenticator =>
  async (send) => {
    const response = await send(undefined);
    if (isLoginRejection(response.status)) throw new AdguardError(`${server} wants a login, and none is configured`);
    return response;
  };

export interface BasicAuthOptions {
  /** Name of the server in error messages. */
  readonly server: string;
  readonly username: string;
  readonly passwordFile: string;
  readonly backoff: LoginBackoff;
}

/**
 * Sends requests with HTTP basic authentication, as often as the login back-off allows. The password is read from its
 * file at the first request and again after each rejected login; a changed password is tried at once.
 */
export function createBasicAuth({ server, username, passwordFile, backoff }: BasicAuthOptions): Authenticator {
  let password: string | undefined;
  /** The password of the last login, if that was rejected. */
  let rejected: string | undefined;
  const tracked = createTrackedBackoff(server, backoff);

  /** Sends the request; undefined where the login was rejected. */
  const attempt = async (secret: string, send: Send): Promise<HttpResponse | undefined> => {
    await tracked.begin();
    try {
      const response = await send(`Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`);
      if (isLoginRejection(response.status)) {
        await tracked.fail(response.retryAfter);
        rejected = secret;
        return undefined;
      }
      rejected = undefined;
      await tracked.succeed();
      return response;
    } catch (error) {
      if (error instanceof UnreachableError) await tracked.cancel();
      if (error instanceof NoResponseError) await tracked.leaveUnanswered();
      if (error instanceof BrokenResponseError) await tracked.succeed();
      throw error;
    }
  };

  return async (send) => {
    for (let rejection: AdguardError | undefined; ;) {
      if (password === undefined || rejected !== undefined) password = await readPassword(server, passwordFile);
      const isChanged = rejected !== undefined && password !== rejected;
      const delay = await tracked.delay(isChanged);
      if (rejection !== undefined && (!isChanged || delay > 0)) throw rejection;
      if (delay > 0)
        throw (await tracked.wasRejected()) ? rejectionError(server, delay) : unansweredError(server, delay);
      const response = await attempt(password, send);
      if (response !== undefined) return response;
      rejection = rejectionError(server, await tracked.delay(false));
    }
  };
}

const rejectionError = (server: string, delay: number) =>
  new AdguardError(`${server} rejected the login; the next attempt is in ${minutes(delay)}`, delay);

const unansweredError = (server: string, delay: number) =>
  new AdguardError(`${server} hasn't answered the last logins; the next attempt is in ${minutes(delay)}`, delay);

const minutes = (milliseconds: number) => {
  const count = Math.ceil(milliseconds / 60_000);
  return count === 1 ? "a minute" : `${count} minutes`;
};

async function readPassword(server: string, path: string): Promise<string> {
  try {
    return (await readSmallFile(path)).toString("utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new AdguardError(`the password of ${server} can't be read: ${messageOf(error)}`);
  }
}

/** Converts failures of the back-off to AdguardErrors: a login that isn't recorded could lock others out. */
function createTrackedBackoff(server: string, backoff: LoginBackoff): LoginBackoff {
  const tracked = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    try {
      return await act();
    } catch (error) {
      throw new AdguardError(`${server} isn't asked, as failed logins can't be recorded: ${messageOf(error)}`);
    }
  };
  return {
    delay: (isChanged) => tracked(() => backoff.delay(isChanged)),
    begin: () => tracked(backoff.begin),
    succeed: () => tracked(backoff.succeed),
    fail: (retryAfter) => tracked(() => backoff.fail(retryAfter)),
    cancel: () => tracked(backoff.cancel),
    leaveUnanswered: () => tracked(backoff.leaveUnanswered),
    wasRejected: () => tracked(backoff.wasRejected),
  };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
