import type { RejectionReason } from "../events.js";

/** Reasons that no client of Traefik or AdGuard Home can cause: the log is in another format, or lacks fields. */
const wrongShapes: ReadonlySet<RejectionReason> = new Set(["encoding", "not-json", "traefik-1", "incomplete"]);

/** Whether a rejection shows that the log has the wrong form, rather than that a client sent something odd. */
export const isWrongShape = (reason: RejectionReason): boolean => wrongShapes.has(reason);

/** Says what is wrong with the form of a rejected line and what to set, in a few words without input. */
export type ShapeExplanation<Line> = (line: Line) => string;

/** Explains only rejections that show a wrong form. */
export const explainWrongShape =
  <Line>(explain: ShapeExplanation<Line>) =>
  (line: Line, reason: RejectionReason): string | undefined =>
    isWrongShape(reason) ? explain(line) : undefined;

/** Fields of which an entry needs one, the preferred one first. */
type Alternatives = readonly [string, ...string[]];

const isGiven = (entry: object, field: string): boolean => {
  const value: unknown = Reflect.get(entry, field);
  return value !== undefined && value !== null;
};

/** The required fields that an entry lacks. */
export const missingFields = (entry: object, required: readonly Alternatives[]): readonly string[] =>
  required.flatMap((fields) => (fields.some((field) => isGiven(entry, field)) ? [] : [fields[0]]));

/** Whether a JSON line is one of Docker's log driver `json-file`, with the program's line as a text in it. */
export const isDockerEntry = (entry: object): boolean => "log" in entry && "stream" in entry;

/** `the field A is missing` or `the fields A, B and C are missing`. */
export function describeMissing(fields: readonly string[]): string {
  const [last] = fields.slice(-1);
  if (fields.length < 2) return `the field ${last ?? ""} is missing`;
  return `the fields ${fields.slice(0, -1).join(", ")} and ${last ?? ""} are missing`;
}
