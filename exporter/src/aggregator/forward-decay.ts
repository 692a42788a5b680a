/** Above this weight the counts are rescaled, long before they lose precision. */
const maxWeight = 2 ** 40;

/**
 * Weights for counts with exponential decay: a later event weighs more, instead of all earlier counts being reduced
 * (forward decay: Cormode, Shkapenyuk, Srivastava and Xu, "Forward Decay: A Practical Time Decay Model for Streaming
 * Systems", 2009). It advances in minutes of event time, so that the same events have the same weights.
 */
export class ForwardDecay {
  readonly #halfLife: number;
  /** The minute of weight 1. */
  landmark = 0;
  /** Weight of an event in the current minute. */
  weight = 1;

  /** @param halfLife minutes */
  constructor(halfLife: number) {
    this.#halfLife = halfLife;
  }

  /**
   * Moves to a unix minute.
   *
   * @returns the factor by which all counts must be multiplied; 1 most of the time
   */
  advance(minute: number): number {
    if (this.landmark === 0) this.landmark = minute;
    this.weight = 2 ** ((minute - this.landmark) / this.#halfLife);
    if (this.weight <= maxWeight && this.weight >= 1 / maxWeight) return 1;
    const factor = 1 / this.weight;
    this.landmark = minute;
    this.weight = 1;
    return factor;
  }
}
