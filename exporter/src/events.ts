/** One request that Traefik answered. Plain, of one constant shape: one is made per line of the access log. */
export interface RequestEvent {
  /** When it ended, in unix milliseconds. Lines stand in the order of their ends, give or take Traefik's buffer. */
  readonly time: number;
  /** Address of the client, canonical, behind the proxies that the lab trusts. */
  readonly client: string;
  /**
   * The pool of servers that answered, provider included: `memos@docker`; `""` where Traefik answered by itself (no
   * route, a redirect, a login that failed). Of a weighted service Traefik logs the child: the network knows the parent.
   */
  readonly service: string;
  /** URL of the server that answered, as Traefik writes it but without a password; `""` if none did. */
  readonly serviceUrl: string;
  /** Host that was asked for: lower case, without port, in Unicode where that is valid; `""` where none was named. */
  readonly host: string;
  /** One of Traefik's ten, else `EXTENSION_METHOD`, as Traefik's own metrics have it. */
  readonly method: string;
  /**
   * Status of HTTP, 100 to 999, also for gRPC; 0 where nobody answered. At 101 the duration is the lifetime of a
   * connection.
   */
  readonly code: number;
  /** Seconds, Traefik's own time included. */
  readonly duration: number;
  /** Seconds until the server answered; 0 where none was asked. */
  readonly backendDuration: number;
  /** Bytes of the request's body. */
  readonly bytesIn: number;
  /** Bytes of the response's body. */
  readonly bytesOut: number;
}

/** Why AdGuard Home blocked: the values of the label `reason`. `custom` is a rule that the user wrote. */
export type BlockReason = "blocklist" | "safebrowsing" | "parental" | "safesearch" | "service" | "custom";

/** One query that AdGuard Home answered, or blocked. */
export interface QueryEvent {
  /** When it was answered, in unix milliseconds. */
  readonly time: number;
  /** Address of the client, canonical. */
  readonly client: string;
  /** What the client calls itself (DNS over HTTPS, TLS or QUIC); `""` for most. */
  readonly clientId: string;
  /** The full name, lower case, without the last dot, in Unicode where it is valid; `.` for the root. */
  readonly domain: string;
  /** `A`, `AAAA`, `HTTPS`; `other` for what hardly anybody asks for. */
  readonly type: string;
  readonly outcome: "allowed" | "blocked";
  /** Why it was blocked; `""` where it wasn't. */
  readonly reason: "" | BlockReason;
  /** Ids of the filter lists whose rules decided, without that of the user's own rules. */
  readonly filterLists: readonly number[];
  /** Name of the blocked service; `""` for none. */
  readonly blockedService: string;
  /** Where the answer comes from. `filter` is AdGuard Home by itself: blocked, or answered without asking anybody. */
  readonly source: "upstream" | "cache" | "filter" | "rewrite";
  /** The resolver as AdGuard Home logs it; `""` where none was asked. A cached answer names whom it came from. */
  readonly upstream: string;
  /** Seconds, all of AdGuard Home's work included. */
  readonly duration: number;
  /** `NOERROR`, `NXDOMAIN`, `RCODE12`; `""` where there was no answer. */
  readonly rcode: string;
  /** Addresses in the answer, canonical, each once; none for what was blocked. */
  readonly addresses: readonly string[];
}

/**
 * Why a line wasn't taken, in the order in which it is looked at. A label of the self-metrics holds it: a closed set,
 * and nothing of the line itself.
 */
export const rejectionReasons = [
  /** Beyond the bound of a line. */
  "too-long",
  /** No UTF-8. */
  "encoding",
  /** Nested beyond reason. */
  "too-deep",
  /** No JSON object: cut off, broken, or another format. */
  "not-json",
  /** Something that an event can't do without is missing, or of another type. */
  "incomplete",
  /** There, but no such thing: a negative duration, a client that is no address, a date that doesn't exist. */
  "implausible",
  /** A name with control characters, line breaks or half a character. */
  "characters",
  /** An answer that is no DNS message. */
  "answer",
] as const;

export type RejectionReason = (typeof rejectionReasons)[number];

/** What became of one line. */
export type ParseResult<Event> = { readonly event: Event } | { readonly rejected: RejectionReason };
