import { getSystemErrorMap } from "node:util";
import type { LogLevel } from "homelab-dashboards/lab";
import { pino } from "pino";

/** What a line of the log may tell besides its message. Nothing that came in from outside goes into a message itself. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

type LogFunction = (message: string, details?: LogFields) => void;

/** The exporter's log: a JSON object a line. Messages are fixed texts, by which they are counted and limited. */
export interface Log extends Readonly<Record<LogLevel, LogFunction>> {
  /** From now on this text is printed as `[hidden]` wherever it stands. */
  hide(secret: string): void;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** Where lines go. */
  readonly write: (line: string) => void;
  /** Unix milliseconds. */
  readonly now?: () => number;
}

/** How many lines of one message are printed in one period; what is beyond is counted on the next one that is. */
const budget = 5;
const period = 60_000;
/** Messages are fixed, so that there are few. Should there be more, the oldest is no longer counted. */
const mostMessages = 500;
const longestDetail = 300;

interface Spent {
  start: number;
  printed: number;
  suppressed: number;
}

/** Starts a log. Many lines of the same message are cut down to a few a minute, with the number of the rest. */
export function createLog({ level, write, now = Date.now }: LogOptions): Log {
  const secrets = new Set<string>();
  const out = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  const spent = new Map<string, Spent>();

  /** How many lines of this message weren't printed since the last one; undefined where this one isn't, either. */
  const account = (message: string): number | undefined => {
    const before = spent.get(message);
    if (before === undefined || now() - before.start >= period || now() < before.start) {
      spent.delete(message);
      spent.set(message, { start: now(), printed: 1, suppressed: 0 });
      const [oldest] = spent.keys();
      if (spent.size > mostMessages && oldest !== undefined) spent.delete(oldest);
      return before?.suppressed ?? 0;
    }
    if (before.printed >= budget) {
      before.suppressed += 1;
      return undefined;
    }
    before.printed += 1;
    return 0;
  };

  const printable = (value: string): string => {
    let text = value;
    for (const secret of secrets) text = text.replaceAll(secret, "[hidden]");
    return text.length > longestDetail ? `${text.slice(0, longestDetail)}…` : text;
  };

  const teller =
    (at: LogLevel): LogFunction =>
    (message, details = {}) => {
      if (!out.isLevelEnabled(at)) return;
      const suppressed = account(message);
      if (suppressed === undefined) return;
      const told = Object.entries(details).map(([key, value]) => [
        key,
        typeof value === "string" ? printable(value) : value,
      ]);
      out[at]({ ...Object.fromEntries(told), ...(suppressed > 0 && { suppressed }) }, printable(message));
    };

  return {
    error: teller("error"),
    warn: teller("warn"),
    info: teller("info"),
    debug: teller("debug"),
    hide: (secret) => {
      if (secret !== "") secrets.add(secret);
    },
  };
}

/**
 * What to say of an error: its code where it has one, with the operating system's words for it, else its first line.
 * Never its stack or its details.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const code: unknown = Reflect.get(error, "code");
  if (typeof code !== "string") return error.message.split("\n", 1)[0] ?? "";
  const number: unknown = Reflect.get(error, "errno");
  const [, words] = (typeof number === "number" ? getSystemErrorMap().get(number) : undefined) ?? [];
  return words === undefined ? code : `${code}: ${words}`;
}
