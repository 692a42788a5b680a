/** The name that Traefik has for a service, without its provider: `memos` of `memos@docker`. */
export const withoutProvider = (service: string): string => service.replace(/(?<=.)@[^@]*$/u, "");
