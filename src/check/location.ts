import { isList, isRecord, own } from "./value.js";

export type Step = string | number;

/** A file whose text was parsed. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
  /** Whether somebody else wrote the file. */
  readonly foreign: boolean;
}

/** A place in a file: the steps from its top. */
export interface Location {
  readonly source: Source;
  readonly steps: readonly Step[];
}

/** The location one or more steps below another. */
export const below = (location: Location, ...steps: readonly Step[]): Location => ({
  source: location.source,
  steps: [...location.steps, ...steps],
});

/** The location of a JSON pointer. The value determines which of its parts are indexes. */
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

/** Text in quotes, cut after 60 characters, with control characters as escapes. */
export const quote = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);

const nameOf = (value: unknown): string | undefined => {
  if (!isRecord(value)) return undefined;
  const name = [own(value, "title"), own(value, "name"), own(value, "refId")].find((text) => typeof text === "string");
  return typeof name === "string" && name !== "" ? name : undefined;
};

const stepText = (path: string, step: Step) => {
  if (typeof step === "number") return `${path}[${step}]`;
  if (!/^[A-Za-z_][\w-]*$/.test(step)) return `${path}[${quote(step)}]`;
  return path === "" ? step : `${path}.${step}`;
};

/** A location as text, with the names of list entries: `panels[3] "Latency": options.legend`. */
export const locationText = ({ source, steps }: Location): string => {
  const parts: string[] = [];
  let current = "";
  let value = source.value;
  for (const step of steps) {
    current = stepText(current, step);
    const inList = isList(value) && typeof step === "number";
    value = isList(value) ? value[Number(step)] : own(value, String(step));
    const name = inList ? nameOf(value) : undefined;
    if (name === undefined) continue;
    parts.push(`${current} ${quote(name)}`);
    current = "";
  }
  return [source.file, ...parts, current].filter((part) => part !== "").join(": ");
};
