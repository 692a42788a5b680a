import { getSystemErrorMap } from "node:util";
import { printableJson, type LogLevel } from "homelab-dashboards/lab";
import { pino } from "pino";

/** Fields of a log line besides its message. External input belongs here, never in the message. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

type LogFunction = (message: string, fields?: LogFields) => void;

/** The exporter's log: one JSON object per line. Messages are fixed texts, by which lines are rate-limited. */
export interface Log extends Readonly<Record<LogLevel, LogFunction>> {
  /** Prints `[hidden]` in place of this text from now on. */
  hide(secret: string): void;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly write: (line: string) => void;
  /** Unix milliseconds. Default: the system clock. */
  readonly now?: () => number;
}

/** Lines of one message per period; the next printed line says how many were suppressed. */
const linesPerPeriod = 5;
/** Milliseconds. */
const period = 60_000;
/** Messages that are rate-limited. Above this number the oldest is dropped. */
const maxMessages = 500;
const maxFieldLength = 300;

/** Creates a log that prints at most five lines of one message per minute. */
export function createLog({ level, write, now = Date.now }: LogOptions): Log {
  const secrets = new Set<string>();
  const out = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => write(printableJson(line)) },
  );
  const limit = createRateLimit(now);

  const redact = (value: string): string => {
    let text = value;
    for (const secret of secrets) text = text.replaceAll(secret, "[hidden]");
    return text.length > maxFieldLength ? `${text.slice(0, maxFieldLength)}…` : text;
  };

  const logAt =
    (severity: LogLevel): LogFunction =>
    (message, fields = {}) => {
      if (!out.isLevelEnabled(severity)) return;
      const suppressed = limit(message);
      if (suppressed === undefined) return;
      const redacted = Object.entries(fields).map(([key, value]) => [
        key,
        typeof value === "string" ? redact(value) : value,
      ]);
      out[severity]({ ...Object.fromEntries(redacted), ...(suppressed > 0 && { suppressed }) }, redact(message));
    };

  return {
    error: logAt("error"),
    warn: logAt("warn"),
    info: logAt("info"),
    debug: logAt("debug"),
    hide: (secret) => {
      if (secret !== "") secrets.add(secret);
    },
  };
}

interface MessageCount {
  readonly start: number;
  printed: number;
  suppressed: number;
}

/** Returns, per message, how many lines were suppressed before this one; undefined if this one is suppressed, too. */
function createRateLimit(now: () => number): (message: string) => number | undefined {
  const counts = new Map<string, MessageCount>();
  return (message) => {
    const count = counts.get(message);
    if (count === undefined || now() - count.start >= period || now() < count.start) {
      counts.delete(message);
      counts.set(message, { start: now(), printed: 1, suppressed: 0 });
      const [oldest] = counts.keys();
      if (counts.size > maxMessages && oldest !== undefined) counts.delete(oldest);
      return count?.suppressed ?? 0;
    }
    if (count.printed >= linesPerPeriod) {
      count.suppressed += 1;
      return undefined;
    }
    count.printed += 1;
    return 0;
  };
}

/** Describes an error by its code and the operating system's words, otherwise by the first line of its message. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const code: unknown = Reflect.get(error, "code");
  if (typeof code !== "string") return error.message.split("\n", 1)[0] ?? "";
  const number: unknown = Reflect.get(error, "errno");
  const [, words] = (typeof number === "number" ? getSystemErrorMap().get(number) : undefined) ?? [];
  return words === undefined ? code : `${code}: ${words}`;
}
