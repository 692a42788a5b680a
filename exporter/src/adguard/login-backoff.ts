/** A small text that outlives the process, whatever ends it; writing is done once it is on the disk. */
export interface LoginFile {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

/** Keeps count of logins, so that AdGuard Home never locks anybody out because of this program. */
export interface LoginBackoff {
  /**
   * How long to wait before the next login, in milliseconds; 0 where it may be tried now.
   *
   * @param isOther whether it would be with another password than the last that was refused
   */
  readonly delay: (isOther: boolean) => Promise<number>;
  /** To be called before a login. Until one came through, it counts as failed from here on: a kill may come. */
  readonly begin: () => Promise<void>;
  /** It came through: AdGuard Home forgets what failed before. */
  readonly succeed: () => Promise<void>;
  /**
   * It was refused.
   *
   * @param retryAfter how long AdGuard Home wants to be left alone, in milliseconds
   */
  readonly fail: (retryAfter: number) => Promise<void>;
  /** It never reached AdGuard Home. */
  readonly cancel: () => Promise<void>;
}

/**
 * AdGuard Home locks an address out for 15 minutes at the fifth failure (version 0.107: of failures within a minute of
 * the first). Behind a proxy that address is everybody's, and their failures count, too.
 */
const window = 16 * 60_000;
const maxFailures = 3;

interface LoginHistory {
  /** When logins failed, or may have failed, in unix milliseconds, oldest first. */
  readonly failures: readonly number[];
  /** When one was refused last; 0 for never. */
  readonly refused: number;
  /** Until when none may be tried. */
  readonly until: number;
}

/**
 * At most three failed logins in any 16 minutes, over all starts of the program. With the same password they are spread
 * evenly; with another one the next may follow at once.
 *
 * What AdGuard Home answers while it locks out can't be told from a wrong password: 401 for both.
 *
 * @param now unix milliseconds
 */
export function createLoginBackoff(notes: LoginFile, now: () => number = Date.now): LoginBackoff {
  let account: LoginHistory | undefined;
  /** Whether the last login of this process came through. */
  let proven = false;
  /** Whether the login under way was written down as failed. */
  let presumed = false;

  const load = async (): Promise<LoginHistory> => {
    account ??= readAccount(await notes.read());
    const time = now();
    // A clock that was ahead once must not keep it waiting for years.
    const failures = account.failures.map((each) => Math.min(each, time)).filter((each) => each > time - window);
    return { failures, refused: Math.min(account.refused, time), until: Math.min(account.until, time + window) };
  };

  const store = async (next: LoginHistory) => {
    account = next;
    await notes.write(JSON.stringify(next));
  };

  return {
    delay: async (isOther) => {
      const { failures, refused, until } = await load();
      const time = now();
      const spread = isOther ? 0 : refused + window / maxFailures - time;
      const oldest = failures.at(-maxFailures);
      const full = oldest === undefined ? 0 : oldest + window - time;
      return Math.max(0, until - time, spread, full);
    },
    begin: async () => {
      if (proven) return;
      const account = await load();
      await store({ ...account, failures: [...account.failures, now()] });
      presumed = true;
    },
    succeed: async () => {
      const { failures } = await load();
      if (failures.length > 0) await store({ failures: [], refused: 0, until: 0 });
      [presumed, proven] = [false, true];
    },
    fail: async (retryAfter) => {
      const { failures, until } = await load();
      const time = now();
      const known = presumed ? failures : [...failures, time];
      await store({ failures: known, refused: time, until: Math.max(until, time + retryAfter) });
      [presumed, proven] = [false, false];
    },
    cancel: async () => {
      const account = await load();
      if (presumed) await store({ ...account, failures: account.failures.slice(0, -1) });
      presumed = false;
    },
  };
}

function readAccount(text: string | undefined): LoginHistory {
  const found = parsed(text ?? "");
  const { failures, refused, until }: Partial<Record<keyof LoginHistory, unknown>> = found;
  const times: readonly unknown[] = Array.isArray(failures) ? failures : [];
  return {
    failures: times.filter((each) => typeof each === "number"),
    refused: typeof refused === "number" ? refused : 0,
    until: typeof until === "number" ? until : 0,
  };
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
