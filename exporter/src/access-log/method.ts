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

/** The method as Traefik's own metrics have it: whatever else a client makes up is one value. */
export const normalizeMethod = (method: string): string => (methods.has(method) ? method : "EXTENSION_METHOD");
