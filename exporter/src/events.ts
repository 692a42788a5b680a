/** A request that Traefik answered. A flat object of one shape, since one is created per line of the access log. */
export interface RequestEvent {
  /** End of the request, in unix milliseconds. Lines are ordered by it, except within Traefik's buffer. */
  readonly time: number;
  /** Canonical address of the client, as seen behind the trusted proxies. */
  readonly client: string;
  /** The router with its provider: `memos@docker`; `""` for a request that no router took. */
  readonly router: string;
  /**
   * The pool of servers that answered, with its provider: `memos@docker`. `""` where Traefik answered by itself (no
   * healthy server, no route, a redirect, a failed login). Traefik logs the child of a weighted service; the network
   * knows the parent. With an errors middleware it is the service of the error page.
   */
  readonly service: string;
  /** URL of the server that answered, without a password; `""` for none. */
  readonly serviceUrl: string;
  /** Requested host: lower case, without the port, in Unicode where that is valid; `""` for none. */
  readonly host: string;
  /** One of Traefik's ten methods, otherwise `EXTENSION_METHOD`, as in Traefik's own metrics. */
  readonly method: string;
  /** HTTP status, 100 to 999, also for gRPC; 0 without an answer. At 101 the duration is that of the connection. */
  readonly code: number;
  /** Seconds, including Traefik's own time. */
  readonly duration: number;
  /** Seconds until the server answered; 0 where no server was asked. */
  readonly backendDuration: number;
  /**
   * Bytes of the request's body; undefined where Traefik doesn't log them. It never does for an upgraded connection,
   * whose bytes pass it by.
   */
  readonly bytesIn: number | undefined;
  /** Bytes of the response's body; undefined as for {@link bytesIn}. */
  readonly bytesOut: number | undefined;
}

/** Why AdGuard Home blocked a query, as in the label `reason`. `custom` is a rule of the user. */
export type BlockReason = "blocklist" | "safebrowsing" | "parental" | "safesearch" | "service" | "custom";

/** A query that AdGuard Home answered or blocked. */
export interface QueryEvent {
  /** Time of the answer, in unix milliseconds. */
  readonly time: number;
  /** Canonical address of the client. */
  readonly client: string;
  /** The client's own identifier (DNS over HTTPS, TLS or QUIC); `""` for most clients. */
  readonly clientId: string;
  /** Full name, lower case, without the last dot, in Unicode where that is valid; `.` for the root. */
  readonly domain: string;
  /** `A`, `AAAA`, `HTTPS`; `other` for rare types. */
  readonly type: string;
  readonly outcome: "allowed" | "blocked";
  /** `""` for an allowed query. */
  readonly reason: "" | BlockReason;
  /** Ids of the filter lists whose rules decided, without the user's own rules. */
  readonly filterLists: readonly number[];
  /** Name of the blocked service; `""` for none. */
  readonly blockedService: string;
  /** Origin of the answer. `filter` is AdGuard Home itself: blocked, or answered without an upstream. */
  readonly source: "upstream" | "cache" | "filter" | "rewrite";
  /** The resolver as AdGuard Home logs it; `""` for none. A cached answer names the resolver that gave it. */
  readonly upstream: string;
  /** Seconds, including all of AdGuard Home's work. */
  readonly duration: number;
  /** `NOERROR`, `NXDOMAIN`, `RCODE12`; `""` without an answer. */
  readonly rcode: string;
  /** Distinct canonical addresses in the answer; none for a blocked query. */
  readonly addresses: readonly string[];
}

/** Why a line was rejected, in the order of the checks. A closed set: it is a label of the self-metrics. */
export const rejectionReasons = [
  /** Longer than the maximum length of a line. */
  "too-long",
  /** Not UTF-8. */
  "encoding",
  /** Nested deeper than the parser allows. */
  "too-deep",
  /** Not a JSON object: cut off, damaged, or another format. */
  "not-json",
  /** An entry of Traefik 1, which names its services otherwise. */
  "traefik-1",
  /** A required field is missing or of another type. */
  "incomplete",
  /** A field has an impossible value: a negative duration, a client that is not an address, a date that does not exist. */
  "implausible",
  /** A name with control characters, line breaks or half a character. */
  "characters",
  /** The answer is not a DNS message. */
  "answer",
] as const;

export type RejectionReason = (typeof rejectionReasons)[number];

/** The result of parsing one line. */
export type ParseResult<Event> = { readonly event: Event } | { readonly rejected: RejectionReason };
