/** Prefix of the `client_ip` of a zone's clients that are counted as one. No title of a client starts with it. */
export const aggregateClientPrefix = "other@";

/** The `client_ip` of a zone's clients that are counted as one, for example `other@guest`. */
export const aggregateClient = (zone: string): string => `${aggregateClientPrefix}${zone}`;

/** Regular expression (RE2, anchored as PromQL anchors) of every {@link aggregateClient}. */
export const aggregateClientPattern = `${aggregateClientPrefix}.*`;
