/** The most entries of each list of a lab: many times those of a large home, and few enough for queries and panels. */
export const maxEntries = {
  zones: 200,
  cidrs: 10_000,
  services: 1_000,
  backends: 100,
  servers: 100,
  dependencies: 100,
  // The graph of the network draws each of them, beside at most 130 other nodes.
  infrastructure: 20,
  clients: 10_000,
  addresses: 1_000,
  clientIds: 100,
  resolvers: 200,
  filterLists: 1_000,
  // Names that stand in no query: interfaces, names of scrapers.
  names: 100,
} as const;
