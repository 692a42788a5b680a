import type { SourceMetrics } from "../telemetry/source-metrics.js";

type Status = Pick<SourceMetrics, "status">;

/**
 * Shares the status of a source among parts; each call returns the one of a further part. The source is up once every
 * part has been. Its problem is that of the first part which has one.
 */
export function shareStatus(source: () => Status): () => Status {
  const problems: { value: string | undefined; isKnown: boolean }[] = [];
  return () => {
    const { status } = source();
    const own: (typeof problems)[number] = { value: undefined, isKnown: false };
    problems.push(own);
    return {
      status: (problem) => {
        own.value = problem;
        own.isKnown = true;
        const first = problems.find(({ value }) => value !== undefined);
        if (first !== undefined || problems.every(({ isKnown }) => isKnown)) status(first?.value);
      },
    };
  };
}
