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

/** Where the figures come from. */
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

/** The sources which a lab declares as siblings (each with events of its own) or copies (the same events seen twice). */
export type SourceFamily = "traefik" | "adguard" | "zone" | "domain";

/** One metric: the contract between whoever exposes it and whoever asks for it. */
export interface MetricDefinition {
  /**
   * `counter` grows, `gauge` moves, `histogram` is exposed as `_bucket`, `_sum` and `_count`,
   * `info` is always 1, `stateset` is 1 for the state that holds and 0 or absent for the others.
   */
  readonly type: "counter" | "gauge" | "histogram" | "info" | "stateset";
  readonly unit: MetricUnit | (string & {});
  /** On every series; queries may group by them, match them and show them. */
  readonly labels: readonly string[];
  /** A source may fill them or leave them out; no query names them, and every query gives the same answer either way. */
  readonly optional?: readonly string[];
  /** The only values of a label. */
  readonly values?: { readonly [label: string]: readonly string[] };
  /** False where series may lack `job` and `instance`: results of rules, alerts, what the configuration says. */
  readonly instances?: boolean;
  /** The source whose copies have to be folded into one; absent where they never are. */
  readonly replicas?: SourceFamily;
  readonly sources: readonly (MetricSource | (string & {}))[];
  readonly help: string;
}
