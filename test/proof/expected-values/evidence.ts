/** The decision of health by evidence as issue and decision record state it, without PromQL. */

export interface Count {
  readonly events: number;
  readonly failures: number;
}

export const states = { unhealthy: 0, degraded: 1, healthy: 2, tooLittle: 3 } as const;

/** The state by the events of ten minutes, or of an hour where ten minutes hold fewer than ten. */
export function judged(ofTenMinutes: Count | undefined, ofHour: Count | undefined): number {
  const none = { events: 0, failures: 0 };
  const short = ofTenMinutes ?? none;
  return stateOf(short.events >= 10 ? short : (ofHour ?? none));
}

export function stateOf({ events, failures }: Count): number {
  if (events < 5) return states.tooLittle;
  const root = Math.sqrt(events);
  if (failures >= 5 && failures >= 0.05 * events + 0.427 * root) return states.unhealthy;
  if (failures >= 3 && failures >= 0.01 * events + 0.195 * root) return states.degraded;
  return states.healthy;
}
