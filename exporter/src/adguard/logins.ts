/** A small text that outlives the process, whatever ends it; writing is done once it is on the disk. */
export interface Notes {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

/** Keeps count of logins, so that AdGuard Home never locks anybody out because of this program. */
export interface Logins {
  /**
   * How long to wait before the next login, in milliseconds; 0 where it may be tried now.
   *
   * @param isOther whether it would be with another password than the last that was refused
   */
  readonly wait: (isOther: boolean) => Promise<number>;
  /** To be called before a login. Until one came through, it counts as failed from here on: a kill may come. */
  readonly start: () => Promise<void>;
  /** It came through. */
  readonly succeed: () => Promise<void>;
  /**
   * It was refused.
   *
   * @param retryAfter how long AdGuard Home wants to be left alone, in milliseconds
   */
  readonly fail: (retryAfter: number) => Promise<void>;
  /** It never reached AdGuard Home. */
  readonly withdraw: () => Promise<void>;
}

/**
 * AdGuard Home locks an address out for 15 minutes at the fifth failure (version 0.107: of failures within a minute of
 * the first). Behind a proxy that address is everybody's, and their failures count, too.
 */
const period = 16 * 60_000;
const mostFailures = 3;

interface Account {
  /** When logins failed, in unix milliseconds, oldest first. */
  readonly failures: readonly number[];
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
export function loginsIn(notes: Notes, now: () => number = Date.now): Logins {
  let account: Account | undefined;
  /** Whether the last login of this process came through: AdGuard Home then has forgotten the failures before. */
  let proven = false;
  /** Whether the login under way was written down as failed. */
  let presumed = false;

  const load = async (): Promise<Account> => {
    account ??= readAccount(await notes.read());
    const time = now();
    // A clock that was ahead once must not keep it waiting for years.
    const failures = account.failures.map((each) => Math.min(each, time)).filter((each) => each > time - period);
    return { failures, until: Math.min(account.until, time + period) };
  };

  const store = async (next: Account) => {
    account = next;
    await notes.write(JSON.stringify(next));
  };

  const drop = async () => {
    const { failures, until } = await load();
    if (presumed) await store({ failures: failures.slice(0, -1), until });
    presumed = false;
  };

  return {
    wait: async (isOther) => {
      const { failures, until } = await load();
      const time = now();
      const last = failures.at(-1);
      const spread = isOther || last === undefined ? 0 : last + period / mostFailures - time;
      const oldest = failures.at(-mostFailures);
      const full = oldest === undefined ? 0 : oldest + period - time;
      return Math.max(0, until - time, spread, full);
    },
    start: async () => {
      if (proven) return;
      const { failures, until } = await load();
      await store({ failures: [...failures, now()], until });
      presumed = true;
    },
    succeed: async () => {
      await drop();
      proven = true;
    },
    fail: async (retryAfter) => {
      const { failures, until } = await load();
      const time = now();
      const known = presumed ? failures : [...failures, time];
      await store({ failures: known, until: Math.max(until, time + retryAfter) });
      [presumed, proven] = [false, false];
    },
    withdraw: drop,
  };
}

function readAccount(text: string | undefined): Account {
  const found = parsed(text ?? "");
  const { failures, until }: { readonly failures?: unknown; readonly until?: unknown } = found;
  const times: readonly unknown[] = Array.isArray(failures) ? failures : [];
  return {
    failures: times.filter((each) => typeof each === "number"),
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
