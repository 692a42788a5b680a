import { isList, isRecord, own } from "./value.js";

export type Step = string | number;

/** A file whose text could be read. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
}

/** A spot in a file: the steps that lead to it from the top. */
export interface Location {
  readonly source: Source;
  readonly steps: readonly Step[];
}

/** The place that one or more steps further down. */
export const below = (location: Location, ...steps: readonly Step[]): Location => ({
  source: location.source,
  steps: [...location.steps, ...steps],
});

/** A JSON pointer as a place; which of its parts are indices is known to the value alone. */
export const locationAt = (source: Source, pointer: string): Location => {
  const steps: Step[] = [];
  let value = source.value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const step = isList(value) ? Number(key) : key;
    value = isList(value) ? value[Number(key)] : own(value, key);
    steps.push(step);
  }
  return { source, steps };
};

/** Cuts what is too long to read, and writes control characters as escapes. */
export const quote = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);

const nameOf = (value: unknown): string | undefined => {
  if (!isRecord(value)) return undefined;
  const name = [own(value, "title"), own(value, "name"), own(value, "refId")].find((text) => typeof text === "string");
  return typeof name === "string" && name !== "" ? name : undefined;
};

const written = (path: string, step: Step) => {
  if (typeof step === "number") return `${path}[${step}]`;
  if (!/^[A-Za-z_][\w-]*$/.test(step)) return `${path}[${quote(step)}]`;
  return path === "" ? step : `${path}.${step}`;
};

/** `panels[3] "Latency": options.legend`: the entries of lists are called by their names where they have some. */
export const locationText = ({ source, steps }: Location): string => {
  const parts: string[] = [];
  let current = "";
  let value = source.value;
  for (const step of steps) {
    current = written(current, step);
    const inList = isList(value) && typeof step === "number";
    value = isList(value) ? value[Number(step)] : own(value, String(step));
    const name = inList ? nameOf(value) : undefined;
    if (name === undefined) continue;
    parts.push(`${current} ${quote(name)}`);
    current = "";
  }
  return [source.file, ...parts, current].filter((part) => part !== "").join(": ");
};
