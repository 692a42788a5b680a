export * as balancing from "./balancing.js";
export * as certificates from "./certificates.js";
export * as dns from "./dns.js";
export * as host from "./host.js";
export * as services from "./services.js";
export * as sources from "./sources.js";
export * as tokens from "./tokens.js";
