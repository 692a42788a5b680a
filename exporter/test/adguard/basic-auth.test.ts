import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createAnonymousAccess, createBasicAuth } from "../../src/adguard/basic-auth.js";
import {
  AdguardError,
  BrokenResponseError,
  type HttpResponse,
  NoResponseError,
  UnreachableError,
} from "../../src/adguard/http-request.js";
import type { LoginBackoff } from "../../src/adguard/login-backoff.js";
import { scratchDirectory } from "../scratch-directory.js";

const minute = 60_000;

const responseOf = (status: number, retryAfter = 0): HttpResponse => ({ status, date: "", retryAfter });

const headerOf = (password: string) => `Basic ${Buffer.from(`exporter:${password}`).toString("base64")}`;

/** An authenticator whose back-off records its calls, and whose delays the test sets. */
function scene(overrides: Partial<LoginBackoff> = {}, isRejected = true) {
  const passwordFile = join(scratchDirectory(), "password");
  writeFileSync(passwordFile, "secret\n");
  const calls: string[] = [];
  const delays = { same: 0, changed: 0, afterRejection: 0 };
  const backoff: LoginBackoff = {
    delay: async (isChanged) => (isChanged ? delays.changed : delays.same),
    begin: async () => void calls.push("begin"),
    succeed: async () => void calls.push("succeed"),
    fail: async (retryAfter) => {
      calls.push(`fail ${retryAfter}`);
      delays.same = delays.afterRejection;
    },
    cancel: async () => void calls.push("cancel"),
    leaveUnanswered: async () => void calls.push("leave unanswered"),
    wasRejected: async () => isRejected,
    ...overrides,
  };
  const headers: (string | undefined)[] = [];
  const authenticate = createBasicAuth({ server: "server", username: "exporter", passwordFile, backoff });
  /** Sends a request that is answered with the response, or fails with the error. */
  const sendTo = (result: HttpResponse | Error) =>
    authenticate(async (header) => {
      headers.push(header);
      if (result instanceof Error) throw result;
      return result;
    });
  return { passwordFile, calls, delays, headers, authenticate, sendTo };
}

describe("basic authentication", () => {
  test("sends user name and password, without the line end of the file", async () => {
    const { sendTo, headers, calls } = scene();
    expect(await sendTo(responseOf(200))).toMatchObject({ status: 200 });
    expect(headers).toEqual([headerOf("secret")]);
    expect(calls).toEqual(["begin", "succeed"]);
  });

  test("reads the password once while it is accepted", async () => {
    const { sendTo, passwordFile } = scene();
    await sendTo(responseOf(200));
    rmSync(passwordFile);
    expect(await sendTo(responseOf(200))).toMatchObject({ status: 200 });
  });

  test.each([401, 403, 429])("reports status %i as a rejection, and when the next attempt is", async (status) => {
    const { sendTo, delays, calls } = scene();
    delays.afterRejection = 5.5 * minute;
    const rejected = sendTo(responseOf(status, 7000));
    await expect(rejected).rejects.toThrow("server rejected the login; the next attempt is in 6 minutes");
    await expect(rejected).rejects.toMatchObject({ retryAfter: 5.5 * minute });
    expect(calls).toEqual(["begin", "fail 7000"]);
  });

  test("sends nothing while the back-off delays it", async () => {
    const { sendTo, delays, headers, calls } = scene();
    delays.same = minute;
    await expect(sendTo(responseOf(200))).rejects.toThrow("the next attempt is in a minute");
    expect([headers, calls]).toEqual([[], []]);
  });

  test("names no rejection as the reason of a delay where there was none", async () => {
    const { sendTo, delays } = scene({}, false);
    delays.same = minute;
    await expect(sendTo(responseOf(200))).rejects.toThrow(
      "server hasn't answered the last logins; the next attempt is in a minute",
    );
  });

  test("sends an unchanged password once per request, even without a delay", async () => {
    const { sendTo, headers } = scene();
    await expect(sendTo(responseOf(401))).rejects.toThrow("server rejected the login");
    expect(headers).toEqual([headerOf("secret")]);
  });

  test("tries a changed password at once after a rejection", async () => {
    const { authenticate, passwordFile, delays } = scene();
    const headers: unknown[] = [];
    const response = await authenticate(async (header) => {
      headers.push(header);
      if (header === headerOf("changed")) return responseOf(200);
      writeFileSync(passwordFile, "changed\n");
      delays.afterRejection = 5 * minute;
      return responseOf(401);
    });
    expect(response.status).toBe(200);
    expect(headers).toEqual([headerOf("secret"), headerOf("changed")]);
  });

  test("withdraws the login where the server wasn't reached", async () => {
    const { sendTo, calls } = scene();
    await expect(sendTo(new UnreachableError("down"))).rejects.toThrow("down");
    expect(calls).toEqual(["begin", "cancel"]);
  });

  test("counts a login as accepted where the response after it is broken", async () => {
    const { sendTo, calls } = scene();
    await expect(sendTo(new BrokenResponseError("cut off"))).rejects.toThrow("cut off");
    expect(calls).toEqual(["begin", "succeed"]);
  });

  test("records a login to which no response came as unanswered", async () => {
    const { sendTo, calls } = scene();
    await expect(sendTo(new NoResponseError("no response"))).rejects.toThrow("no response");
    expect(calls).toEqual(["begin", "leave unanswered"]);
  });

  test("leaves a login open that was stopped", async () => {
    const { sendTo, calls } = scene();
    await expect(sendTo(new AdguardError("aborted"))).rejects.toThrow("aborted");
    expect(calls).toEqual(["begin"]);
  });

  test("sends nothing where the login can't be recorded", async () => {
    const { sendTo, headers } = scene({ begin: () => Promise.reject(new Error("disk full")) });
    await expect(sendTo(responseOf(200))).rejects.toThrow("failed logins can't be recorded: disk full");
    expect(headers).toEqual([]);
  });

  test("sends nothing where the password can't be read", async () => {
    const { sendTo, passwordFile, headers } = scene();
    rmSync(passwordFile);
    await expect(sendTo(responseOf(200))).rejects.toThrow("the password of server can't be read: ENOENT");
    expect(headers).toEqual([]);
  });
});

test("anonymous access sends no header, and reports that a login is required", async () => {
  const access = createAnonymousAccess("server");
  expect(await access(async (header) => responseOf(header === undefined ? 200 : 400))).toMatchObject({ status: 200 });
  await expect(access(async () => responseOf(401))).rejects.toThrow("server wants a login, and none is configured");
});
