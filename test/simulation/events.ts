/** Something that happened: unix seconds, with a fraction. */
export interface Timed {
  readonly time: number;
}

/** One line of Traefik's access log, written when the request ended. */
export interface HttpRequest extends Timed {
  /** The value of `client_ip`: already folded where the zone is anonymous. */
  readonly client: string;
  readonly zone: string;
  readonly service: string;
  readonly serviceZone: string;
  readonly host: string;
  readonly backend: string;
  readonly server: string;
  readonly method: string;
  readonly code: string;
  /** Seconds, Traefik's overhead included. */
  readonly duration: number;
  /** Seconds until the backend answered. */
  readonly backendDuration: number;
  /** Bytes of the request. */
  readonly bytesIn: number;
  /** Bytes of the response. */
  readonly bytesOut: number;
  /** The shard that observes the event: 0 or 1. */
  readonly shard: number;
}

export type AnsweredBy = "upstream" | "cache" | "filter";
export type UpstreamStatus = "ok" | "error" | "timeout";

/** One line of AdGuard Home's query log. */
export interface DnsQuery extends Timed {
  readonly client: string;
  readonly zone: string;
  readonly domain: string;
  readonly type: string;
  readonly blocked: boolean;
  /** Why, and what kind of threat; empty where nothing was blocked. */
  readonly reason: string;
  readonly threat: string;
  readonly answeredBy: AnsweredBy;
  /** Name of the resolver, `cache` or `filter`: the value of the label `upstream`. */
  readonly upstream: string;
  readonly status: UpstreamStatus;
  readonly duration: number;
  readonly shard: number;
}

/** A server of a backend went down or came back. */
export interface ServerChange extends Timed {
  readonly backend: string;
  readonly server: string;
  readonly up: boolean;
}

/** A certificate came into use. An older one with the same name is replaced, but Traefik keeps its series. */
export interface CertificateInstalled extends Timed {
  /** "traefik", or the host that a probe asked. */
  readonly holder: string;
  readonly cn: string;
  readonly sans: string;
  readonly serial: string;
  readonly issuer: string;
  readonly notAfter: number;
}

/** Traefik read its configuration again. */
export interface ConfigReload extends Timed {
  readonly successful: boolean;
}

/** A state that lasted: an alert, an anomaly, a source that was down. */
export interface Episode {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

export interface AlertEpisode extends Episode {
  readonly alertname: string;
  readonly severity: string;
  /** Seconds that the alert is pending before it fires. */
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

/** True within the episode. */
export function isActive(episode: Episode, time: number): boolean {
  return episode.from <= time && time < episode.to;
}
