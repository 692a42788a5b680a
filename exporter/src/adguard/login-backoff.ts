import type { DurableFile } from "../state/durable-file.js";

/** Limits logins, so that AdGuard Home never locks the exporter's address out. */
export interface LoginBackoff {
  /**
   * Milliseconds until the next login is allowed; 0 if it is allowed now.
   *
   * @param isChanged whether its password differs from that of the last rejected login
   */
  readonly delay: (isChanged: boolean) => Promise<number>;
  /** Records a login before it is sent. It counts as failed until {@link succeed}, since a kill may come first. */
  readonly begin: () => Promise<void>;
  /** Records that the login was accepted: AdGuard Home then forgets earlier failures. */
  readonly succeed: () => Promise<void>;
  /**
   * Records that the login was rejected.
   *
   * @param retryAfter milliseconds for which the server asked not to be contacted
   */
  readonly fail: (retryAfter: number) => Promise<void>;
  /** Withdraws a login that never reached the server. */
  readonly cancel: () => Promise<void>;
  /** Records that no response came: it delays as a failure does, but for a minute only. */
  readonly leaveUnanswered: () => Promise<void>;
  /** Whether a login was rejected lately; otherwise a delay comes from logins without a known result. */
  readonly wasRejected: () => Promise<boolean>;
}

/**
 * AdGuard Home 0.107 locks an address out for 15 minutes at the fifth failure within a minute of the first. Behind a
 * proxy all clients share that address, and their failures count as well.
 */
const window = 16 * 60_000;
const maxFailures = 3;

/**
 * A login without a response may be one of those five. It is not taken for a rejection, after which nothing is asked for
 * minutes: a program that restarts, or a proxy in front of it, ends connections so. In milliseconds.
 */
const unansweredWindow = 65_000;

/** The content of the login file. Times are unix milliseconds. */
interface LoginHistory {
  /** Times of failed logins and of logins without a known result, oldest first. */
  readonly failures: readonly number[];
  /** Times of logins to which no response came, oldest first. */
  readonly unanswered: readonly number[];
  /** Time of the last rejection; 0 for none. */
  readonly refused: number;
  /** No login before this time. */
  readonly until: number;
}

/**
 * Allows at most three failed logins in any 16 minutes, and three failed or unanswered ones in 65 seconds, across restarts. With the same password they are spread evenly;
 * another password may follow at once. AdGuard Home answers 401 to a wrong password and during a lock-out alike.
 *
 * @param now unix milliseconds
 */
export function createLoginBackoff(file: DurableFile, now: () => number = Date.now): LoginBackoff {
  let history: LoginHistory | undefined;
  /** Whether the last login of this process was accepted. */
  let isProven = false;
  /** Whether the current login was recorded as failed. */
  let isRecorded = false;

  const load = async (): Promise<LoginHistory> => {
    history ??= parseHistory(await file.read());
    return clampHistory(history, now());
  };

  const store = async (next: LoginHistory) => {
    history = next;
    await file.write(JSON.stringify(next));
  };

  return {
    delay: async (isChanged) => delayAfter(await load(), isChanged, now()),
    begin: async () => {
      if (isProven) return;
      const before = await load();
      await store({ ...before, failures: [...before.failures, now()] });
      isRecorded = true;
    },
    succeed: async () => {
      const { failures, unanswered } = await load();
      if (failures.length + unanswered.length > 0) await store(emptyHistory);
      [isRecorded, isProven] = [false, true];
    },
    fail: async (retryAfter) => {
      const before = await load();
      const time = now();
      const failures = isRecorded ? before.failures : [...before.failures, time];
      await store({ ...before, failures, refused: time, until: Math.max(before.until, time + retryAfter) });
      [isRecorded, isProven] = [false, false];
    },
    cancel: async () => {
      const before = await load();
      if (isRecorded) await store({ ...before, failures: before.failures.slice(0, -1) });
      isRecorded = false;
    },
    leaveUnanswered: async () => {
      if (!isRecorded) return;
      const before = await load();
      const unanswered = [...before.unanswered, ...before.failures.slice(-1)];
      await store({ ...before, failures: before.failures.slice(0, -1), unanswered });
      isRecorded = false;
    },
    wasRejected: async () => (await load()).refused > now() - window,
  };
}

const emptyHistory: LoginHistory = { failures: [], unanswered: [], refused: 0, until: 0 };

function delayAfter({ failures, unanswered, refused, until }: LoginHistory, isChanged: boolean, time: number): number {
  const spread = isChanged ? 0 : refused + window / maxFailures - time;
  return Math.max(
    0,
    until - time,
    spread,
    timeUntilRoom(failures, window, time),
    timeUntilRoom([...failures, ...unanswered], unansweredWindow, time),
  );
}

/** Milliseconds until fewer than three of these logins are in the window. */
function timeUntilRoom(logins: readonly number[], length: number, time: number): number {
  const oldest = [...logins].sort((one, other) => one - other).at(-maxFailures);
  return oldest === undefined ? 0 : oldest + length - time;
}

/** Drops old failures, and moves times in the future to now: a clock that was once ahead must not block for years. */
function clampHistory({ failures, unanswered, refused, until }: LoginHistory, time: number): LoginHistory {
  const within = (times: readonly number[], length: number) =>
    times.map((each) => Math.min(each, time)).filter((each) => each > time - length);
  return {
    failures: within(failures, window),
    unanswered: within(unanswered, unansweredWindow),
    refused: Math.min(refused, time),
    until: Math.min(until, time + window),
  };
}

function parseHistory(text: string | undefined): LoginHistory {
  const { failures, unanswered, refused, until }: Partial<Record<keyof LoginHistory, unknown>> = parseObject(
    text ?? "",
  );
  return {
    failures: numbersIn(failures),
    unanswered: numbersIn(unanswered),
    refused: typeof refused === "number" ? refused : 0,
    until: typeof until === "number" ? until : 0,
  };
}

const numbersIn = (value: unknown): readonly number[] => {
  const values: readonly unknown[] = Array.isArray(value) ? value : [];
  return values.filter((each) => typeof each === "number");
};

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
