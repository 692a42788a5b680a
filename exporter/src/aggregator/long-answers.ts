import type { RequestEvent } from "../events.js";

/**
 * Seconds up to which the duration of an answer is a response time. Longer ones are downloads, event streams and long
 * polls, which wait 30 s or more by design. The histogram's largest bucket ends at 10 s, so it loses nothing by them.
 */
export const maxResponseTime = 30;

const switchingProtocols = 101;

/** Whether the duration of an answer is that of a connection or a transfer, and no response time. */
export const isLongAnswer = ({ code, duration }: Pick<RequestEvent, "code" | "duration">): boolean =>
  code === switchingProtocols || duration > maxResponseTime;
