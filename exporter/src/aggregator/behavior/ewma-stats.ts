import { aboveUsual } from "./score.js";

/** Hours of memory: about a week. */
export const memoryHours = 168;

/** Mean and variance of hourly values, exponentially weighted; a plain mean while there are few values. */
export class EwmaStats {
  hours = 0;
  mean = 0;
  variance = 0;

  add(value: number): void {
    this.hours++;
    const weight = Math.max(1 / this.hours, 1 / memoryHours);
    const difference = value - this.mean;
    this.mean += weight * difference;
    this.variance = (1 - weight) * (this.variance + weight * difference * difference);
  }

  /** Scores how far a value lies above the mean, 0–1. */
  score(value: number): number {
    return aboveUsual(value, this.mean, this.variance);
  }

  save(): readonly number[] {
    return [this.hours, this.mean, this.variance];
  }

  restore([hours = 0, mean = 0, variance = 0]: readonly number[]): void {
    this.hours = hours;
    this.mean = mean;
    this.variance = variance;
  }
}
