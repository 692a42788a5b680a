/** Series and their values. */
export interface Store {
  /** How many series there are. */
  readonly series: number;
}
