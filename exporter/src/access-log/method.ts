const methods: ReadonlySet<string> = new Set([
  "CONNECT",
  "DELETE",
  "GET",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "POST",
  "PRI",
  "PUT",
  "TRACE",
]);

/** The method as in Traefik's own metrics: unknown methods are one value, since clients can invent any number. */
export const normalizeMethod = (method: string): string => (methods.has(method) ? method : "EXTENSION_METHOD");
