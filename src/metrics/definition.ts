/** Unit of a sample. `boolean` is 0 or 1, `ratio` mostly 0 to 1. */
export type MetricUnit =
  | "requests"
  | "queries"
  | "connections"
  | "accesses"
  | "seconds"
  | "unix seconds"
  | "bytes"
  | "ratio"
  | "boolean"
  | "series"
  | "samples";

/** The origin of a metric. */
export type MetricSource =
  | "access-log"
  | "query-log"
  | "adguard-api"
  | "traefik"
  | "rule"
  | "lab"
  | "node"
  | "probe"
  | "exporter"
  | "prometheus";

/** Sources whose instances the lab declares as `siblings` (different events) or `copies` (the same events). */
export type SourceFamily = "traefik" | "adguard" | "zone" | "domain";

/** A metric: the contract between its source and the queries. */
export interface MetricDefinition {
  /**
   * `counter` increases, `gauge` goes up and down, `histogram` is exposed as `_bucket`, `_sum` and `_count`,
   * `info` is always 1, `stateset` is 1 for the state that holds and 0 or absent for the others.
   */
  readonly type: "counter" | "gauge" | "histogram" | "info" | "stateset";
  readonly unit: MetricUnit | (string & {});
  /** Labels of every series; queries may group by them, match them and show them. */
  readonly labels: readonly string[];
  /** Labels that a source may set or omit; no query refers to them, and results don't depend on them. */
  readonly optional?: readonly string[];
  /** All values of a label. */
  readonly values?: { readonly [label: string]: readonly string[] };
  /** False where series may lack `job` and `instance`: results of rules, alerts, info metrics of the lab. */
  readonly instances?: boolean;
  /** The source whose replicas are deduplicated; absent where they never are. */
  readonly replicas?: SourceFamily;
  readonly sources: readonly (MetricSource | (string & {}))[];
  readonly help: string;
}
