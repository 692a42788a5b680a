/** The exporter's section of the lab as types, written out for the same reasons as the rest. */
import type { logLevels } from "./vocabulary.js";

/** What is written to the exporter's log at least. */
export type LogLevel = (typeof logLevels)[number];

/** Absolute paths of the files for mutual TLS between Prometheus and the exporter, as the exporter sees them. */
export interface ExporterTls {
  /** With which the exporter proves itself. */
  readonly certificate: string;
  /** The private key of that. */
  readonly key: string;
  /** Of the authorities whose clients may scrape. */
  readonly client_ca: string;
  /** Common or alternative names of the clients that may scrape; empty for all of these authorities. */
  readonly allowed_names: readonly string[];
}

/** AdGuard Home as the exporter reaches it. */
export interface AdguardSource {
  readonly url?: string;
  /** Together with `password_file`. */
  readonly username?: string;
  readonly password_file?: string;
  /** Of the authority that signed AdGuard Home's certificate. Default: those that Node trusts. */
  readonly ca?: string;
  /** That the exporter shows, together with `key`. */
  readonly certificate?: string;
  readonly key?: string;
  /** Name that AdGuard Home's certificate must hold. Default: the host of the URL. */
  readonly server_name?: string;
  /** `api`, or the path of AdGuard Home's querylog.json. */
  readonly query_log: string;
  /** How often the API is asked for new queries: `10s`. */
  readonly poll_interval: string;
}

/** Traefik's access log. */
export interface TraefikSource {
  /** Its path. */
  readonly access_log: string;
  /** CIDR blocks of the proxies in front of Traefik. */
  readonly trusted_proxies: readonly string[];
}

/** How the certificates of the infrastructure that has a `tls_port` are looked at. */
export interface ExporterProbe {
  /** How often: `1h`. */
  readonly interval: string;
  /** How long one may take: `5s`. */
  readonly timeout: string;
}

/** What the exporter counts. */
export interface ExporterMetrics {
  /** Whether clients are counted each by address. */
  readonly client_tracking: boolean;
  /** Whether it is told to which addresses and categories domains lead. */
  readonly domain_mapping: boolean;
  /** Whether there are metrics of what goes between zones. */
  readonly zone_analysis: boolean;
  /** Whether clients have a type of device. */
  readonly device_types: boolean;
  /** Whether clients' behavior and suspicious patterns are scored. */
  readonly behavior: boolean;
  /** What a domain is: the part that somebody registered, or the whole name. */
  readonly domains: "registered" | "full";
}

/** How much the exporter counts at most. */
export interface ExporterLimits {
  /** Clients that are counted each by address. */
  readonly clients: number;
  /** Domains that have a name. */
  readonly domains: number;
  /** Domains that have a name for one client. */
  readonly domains_per_client: number;
  readonly series: number;
  /** After how long without an event a client, and what ties it to domains and services, ends: `1h`. */
  readonly client_expiry: string;
  /** After how long without an event a domain ends: `24h`. */
  readonly domain_expiry: string;
}

/** What the exporter reads, counts and answers. */
export interface Exporter {
  /** Address and port at which Prometheus scrapes it; `:9617` for all addresses. */
  readonly listen: string;
  readonly tls: ExporterTls;
  /** Absolute path of the file in which it keeps how far it has read and what it has counted. */
  readonly state_file: string;
  /** Without it the metrics of AdGuard Home are absent. */
  readonly adguard?: AdguardSource;
  /** Without it the metrics of Traefik's access log are absent. */
  readonly traefik?: TraefikSource;
  readonly probe: ExporterProbe;
  readonly metrics: ExporterMetrics;
  readonly limits: ExporterLimits;
  readonly log_level: LogLevel;
}

export interface ExporterInput {
  /** Default: `:9617`, all addresses. */
  readonly listen?: string;
  readonly tls?: Partial<ExporterTls>;
  /** Default: `/var/lib/homelab-exporter/state`. */
  readonly state_file?: string;
  readonly adguard?: Partial<AdguardSource>;
  readonly traefik?: Pick<TraefikSource, "access_log"> & Partial<TraefikSource>;
  readonly probe?: Partial<ExporterProbe>;
  readonly metrics?: Partial<ExporterMetrics> & {
    /** Another spelling of `behavior`; give one of the two. */
    readonly behaviour?: boolean;
  };
  readonly limits?: Partial<ExporterLimits>;
  /** Default: `info`. */
  readonly log_level?: LogLevel;
}
