/** Beyond this a weight is made small again: far from where numbers end. */
const maxWeight = 2 ** 40;

/**
 * Weights for counts that fade: what comes later counts more, instead of everything that was before counting less
 * (forward decay: Cormode, Shkapenyuk, Srivastava and Xu, "Forward Decay: A Practical Time Decay Model for Streaming
 * Systems", 2009). It moves in minutes of the events' own time, so that the same events weigh the same.
 */
export class ForwardDecay {
  readonly #halfLife: number;
  /** The minute of weight 1. */
  landmark = 0;
  /** Weight of what happens now. */
  weight = 1;

  /** @param halfLife minutes */
  constructor(halfLife: number) {
    this.#halfLife = halfLife;
  }

  /**
   * Moves to a minute of unix time.
   *
   * @returns by what all counts have to be multiplied, 1 most of the time
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
