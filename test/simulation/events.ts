/** An event at a time, in unix seconds with a fraction. */
export interface Timed {
  readonly time: number;
}

/** A line of Traefik's access log, written at the end of the request. */
export interface HttpRequest extends Timed {
  /** The value of `client_ip`; folded in anonymous zones. */
  readonly client: string;
  readonly zone: string;
  readonly service: string;
  readonly serviceZone: string;
  readonly host: string;
  /** The name of Traefik where it answers by itself with less than 500. */
  readonly backend: string;
  /** Empty where no server is asked. */
  readonly server: string;
  readonly method: string;
  readonly code: string;
  /** Seconds, including Traefik's overhead. */
  readonly duration: number;
  /** Seconds: the backend's response time. */
  readonly backendDuration: number;
  /** Bytes of the request. */
  readonly bytesIn: number;
  /** Bytes of the response. */
  readonly bytesOut: number;
  /** The shard that observes the event: 0 or 1. */
  readonly shard: number;
}

/** Whether a server of the service answers; otherwise Traefik does. */
export const isAnswered = ({ server }: HttpRequest): boolean => server !== "";

/** Seconds above which a duration is no response time. */
export const longestLatency = 30;

/** Whether the duration of a request is that of a connection or a transfer, and no response time. */
export const isLongAnswer = ({ code, duration }: HttpRequest): boolean => code === "101" || duration > longestLatency;

type AnsweredBy = "upstream" | "cache" | "filter";
export type UpstreamStatus = "ok" | "error" | "timeout";

/** A line of AdGuard Home's query log. */
export interface DnsQuery extends Timed {
  readonly client: string;
  readonly zone: string;
  readonly domain: string;
  readonly type: string;
  readonly blocked: boolean;
  /** The reason for blocking and the kind of threat; empty for other queries. */
  readonly reason: string;
  readonly threat: string;
  readonly answeredBy: AnsweredBy;
  /** The value of the label `upstream`: the name of the resolver, `cache` or `filter`. */
  readonly upstream: string;
  readonly status: UpstreamStatus;
  /** `""` without an answer. */
  readonly rcode: "NOERROR" | "REFUSED" | "SERVFAIL" | "";
  readonly duration: number;
  readonly shard: number;
}

const listNames: Readonly<Record<string, string>> = {
  advertising: "AdGuard DNS filter",
  tracking: "Trackers & “others”",
  custom: "Custom filtering rules",
};

/** The list that blocked a query: by kind of threat, else by reason. */
export const listOf = ({ reason, threat }: Pick<DnsQuery, "reason" | "threat">): string =>
  (reason === "blocklist" ? listNames[threat] : listNames[reason]) ?? (reason === "blocklist" ? "other" : reason);

/** A line of a log that the exporter refuses. */
export interface RefusedLine extends Timed {
  readonly source: "access-log" | "query-log";
  readonly reason: string;
  readonly shard: number;
}

/** A server of a backend goes down or up. */
export interface ServerChange extends Timed {
  readonly backend: string;
  readonly server: string;
  readonly up: boolean;
}

/** A certificate comes into use and replaces an older one of the same host, whose series Traefik keeps. */
export interface CertificateInstalled extends Timed {
  readonly holder: "traefik" | "other";
  readonly host: string;
  /** Whether the probe sees it. Traefik's own metric has it in either case. */
  readonly isProbed: boolean;
  /** Empty for none. */
  readonly cn: string;
  readonly sans: string;
  readonly serial: string;
  readonly issuer: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Traefik reloads its configuration. */
export interface ConfigReload extends Timed {
  readonly successful: boolean;
}

/** A state over time: an alert, an anomaly, a source that is down. */
export interface Episode {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export interface AlertEpisode extends Episode {
  readonly alertname: string;
  readonly severity: string;
  /** Seconds for which the alert is pending before it fires. */
  readonly pending: number;
}

export interface AnomalyEpisode extends Episode {
  readonly source: string;
  readonly destination: string;
  readonly anomaly: string;
  readonly severity: string;
}

export interface SourceDown extends Episode {
  readonly source: "access-log" | "query-log" | "adguard-api" | "probe";
}

export type DnsProbeKind = "answers" | "resolves";

/** The resolvers don't answer AdGuard Home, or AdGuard Home itself doesn't answer. */
export interface DnsOutage extends Episode {
  /** The probes that fail. */
  readonly kinds: readonly DnsProbeKind[];
}

/** Whether the episode includes a time. */
export function isActive(episode: Episode, time: number): boolean {
  return episode.from <= time && time < episode.to;
}
