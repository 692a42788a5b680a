/** One request that Traefik answered. Plain, of one constant shape: one is made per line of the access log. */
export interface RequestEvent {
  /** When it ended, in unix milliseconds. */
  readonly time: number;
  /** Address of the client, canonical, behind the proxies that the lab trusts. */
  readonly client: string;
  /** Name of the service, provider included: `memos@docker`. */
  readonly service: string;
  /** URL of the server that answered; `""` if none did. */
  readonly serviceUrl: string;
  readonly host: string;
  readonly method: string;
  readonly code: number;
  /** Seconds. */
  readonly duration: number;
  /** Seconds. */
  readonly backendDuration: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** One query that AdGuard Home answered, or blocked. */
export interface QueryEvent {
  /** When it was asked, in unix milliseconds. */
  readonly time: number;
  /** Address of the client, canonical. */
  readonly client: string;
  /** What the client calls itself; `""` for most. */
  readonly clientId: string;
  /** The full name, lower case, in Unicode where it is valid. */
  readonly domain: string;
  /** `A`, `AAAA`, `HTTPS`. */
  readonly type: string;
  readonly outcome: "allowed" | "blocked";
  /** Why it was blocked; `""` where it wasn't. */
  readonly reason: "" | "blocklist" | "safebrowsing" | "parental" | "safesearch" | "service" | "custom";
  /** Ids of the filter lists whose rules applied. */
  readonly filterLists: readonly number[];
  /** Name of the blocked service; `""` for none. */
  readonly blockedService: string;
  readonly source: "upstream" | "cache" | "filter" | "rewrite";
  /** The resolver as AdGuard Home logs it; `""` where none was asked. */
  readonly upstream: string;
  /** Seconds. */
  readonly duration: number;
  /** `NOERROR`, `NXDOMAIN`; `""` where it isn't known. */
  readonly rcode: string;
  /** Addresses of the answer, canonical. */
  readonly addresses: readonly string[];
}

/**
 * Why a line wasn't taken. A label of the self-metrics holds it: a bounded set, and nothing of the line itself.
 *
 * `too-long` beyond the bound of a line; `not-json` no JSON object, cut off or broken; `too-deep` nested beyond reason;
 * `incomplete` something is missing that an event can't do without; `implausible` there, but no such thing; `answer`
 * a DNS answer that can't be decoded.
 */
export type RefusalReason = "too-long" | "not-json" | "too-deep" | "incomplete" | "implausible" | "answer";

/** What became of one line. */
export type Read<Event> = { readonly event: Event } | { readonly refused: RefusalReason };
