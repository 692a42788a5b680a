/**
 * Which room may import which. Data walks in one direction, lab and metrics to queries to panels to dashboards to
 * files, and so may imports: what stands earlier can be understood, tested and used without what stands later.
 */

const rooms = [
  "lab",
  "metrics",
  "promql",
  "queries",
  "grafana",
  "panels",
  "dashboards",
  "provisioning",
  "check",
  "cli",
];

/** What each room may import besides itself. */
const allowed = {
  lab: {
    rooms: [],
    why: "The lab is what a network is. A small exporter imports it, and knows neither PromQL nor Grafana.",
  },
  metrics: {
    rooms: [],
    why: "The contract of the metrics is data. How they are asked for, or about which lab, is not its business.",
  },
  promql: {
    rooms: [],
    why: "Expressions are generic over a registry of metrics: they know no metric and no lab by name.",
  },
  queries: {
    rooms: ["lab", "metrics", "promql"],
    why: "A query is asked and understood without knowing how its answer is drawn.",
  },
  grafana: {
    rooms: ["promql"],
    why: "The boundary to Grafana's SDK knows how to print an expression, but no lab, metric or question.",
  },
  panels: {
    rooms: ["lab", "metrics", "promql", "queries", "grafana"],
    why: "A panel draws an answer. It doesn't know on which dashboard.",
  },
  dashboards: {
    rooms: ["lab", "metrics", "promql", "queries", "grafana", "panels"],
    why: "A dashboard is put together from panels. What becomes of it on the disk is not its business.",
  },
  provisioning: {
    rooms: ["lab", "dashboards"],
    why: "Provisioning writes files. What is inside a dashboard, and whether it is right, it doesn't know.",
  },
  check: {
    rooms: [],
    why: "The check reads finished files and shares nothing with the code that made them, so that it can catch its mistakes.",
  },
};

const oneOf = (names) => `^src/(${names.join("|")})/`;

/** A leaf that every room may import. */
const shared = "^src/suggestion\\.ts$";

const layers = Object.entries(allowed).map(([room, { rooms: others, why }]) => ({
  name: `layer-${room}`,
  comment: why,
  severity: "error",
  from: { path: oneOf([room]) },
  to: { path: "^src/", pathNot: [oneOf([room, ...others]), shared] },
}));

/** The exporter's folders, in the order in which an event passes them, and the other folders that each may import. */
const exporterRooms = {
  network: {
    rooms: [],
    why: "Lookups of clients, services and zones depend on the lab, not on events.",
  },
  line: {
    rooms: [],
    why: "Parsing of lines and fields is the same for all logs.",
  },
  "access-log": {
    rooms: ["network", "line"],
    why: "A parser depends neither on the source of a line nor on the aggregation.",
  },
  "query-log": {
    rooms: ["network", "line"],
    why: "A parser depends neither on the source of an entry nor on the aggregation.",
  },
  registry: {
    rooms: [],
    why: "Series are kept and printed without knowing what they count.",
  },
  aggregator: {
    rooms: ["network", "registry"],
    why: "What events do to series depends on the events alone, never on how they were read: so they can be read again.",
  },
  tail: {
    rooms: [],
    why: "The tailer does not depend on the content of lines.",
  },
  adguard: {
    rooms: ["network", "line", "state"],
    why: "The source of AdGuard Home's query log depends neither on the parser nor on the aggregation.",
  },
  probe: {
    rooms: [],
    why: "A probe depends on nothing but the network connection.",
  },
  state: {
    rooms: [],
    why: "A state file depends neither on counters nor on positions.",
  },
  server: {
    rooms: [],
    why: "The server depends neither on metrics nor on logs.",
  },
  telemetry: {
    rooms: ["registry"],
    why: "Self-metrics are series in a registry of their own.",
  },
  service: {
    rooms: [
      "network",
      "line",
      "access-log",
      "query-log",
      "registry",
      "aggregator",
      "tail",
      "adguard",
      "probe",
      "state",
      "server",
      "telemetry",
    ],
    why: "The service connects sources, aggregators, state and server.",
  },
  settings: {
    rooms: [],
    why: "The lab is read before the exporter starts.",
  },
};

const exporterRoom = (names) => `^exporter/src/(${names.join("|")})/`;

const exporterLayers = [
  ...Object.entries(exporterRooms).map(([room, { rooms: others, why }]) => ({
    name: `exporter-${room}`,
    comment: why,
    severity: "error",
    from: { path: exporterRoom([room]) },
    // What stands in no room is for all: the kinds of event, what a source is, the log.
    to: { path: "^exporter/src/[^/]+/", pathNot: exporterRoom([room, ...others]) },
  })),
  {
    name: "exporter-shared",
    comment: "What all rooms use knows none of them.",
    severity: "error",
    from: { path: "^exporter/src/[^/]+\\.ts$" },
    to: { path: "^exporter/src/[^/]+/" },
  },
  {
    name: "exporter-uses-the-package",
    comment: "The exporter imports the library by its name, as anybody would, and of it what is light.",
    severity: "error",
    from: { path: "^exporter/src/" },
    to: { path: "^(src|dist|build|bench|test)/", pathNot: "^dist/(lab|metrics)/index\\.(js|d\\.ts)$" },
  },
  {
    name: "exporter-packages",
    comment: "All that the exporter imports is bundled with it and stays in memory: this list grows by decision.",
    severity: "error",
    from: { path: "^exporter/src/" },
    to: {
      path: "node_modules/",
      pathNot: "node_modules/(commander|dns-packet|@types/dns-packet|ipaddr\\.js|pino|tldts|tldts-core)/",
    },
  },
];

module.exports = {
  forbidden: [
    ...layers,
    ...exporterLayers,
    {
      name: "suggestion-is-a-leaf",
      comment: "src/suggestion.ts compares words and knows no room, so that every room may import it.",
      severity: "error",
      from: { path: shared },
      to: { path: "^src/" },
    },
    {
      name: "entry-joins-rooms",
      comment: "src/index.ts joins the rooms for a user. The command is a user of it, not a part.",
      severity: "error",
      from: { path: "^src/index\\.ts$" },
      to: { path: "^src/", pathNot: `^src/(${rooms.filter((room) => room !== "cli").join("|")})/index\\.ts$` },
    },
    {
      name: "command-is-a-user",
      comment: "The command calls the library by its public entry points, as any user would: what it can do, they can.",
      severity: "error",
      from: { path: "^src/cli/" },
      to: { path: "^src/", pathNot: ["^src/cli/", "^src/index\\.ts$", "^src/[^/]+/index\\.ts$"] },
    },
    {
      name: "sdk-at-the-boundary",
      comment:
        "Grafana's SDK is loose with types and slow to load. Panels are its builders; all others go through src/grafana.",
      severity: "error",
      from: { path: "^src/", pathNot: oneOf(["grafana", "panels"]) },
      to: { path: "node_modules/@grafana/" },
    },
    {
      name: "light-lab-and-metrics",
      comment:
        "An exporter that imports ./lab or ./metrics must not load Grafana's SDK, Ajv or the command's parser with it.",
      severity: "error",
      from: { path: "^src/(lab|metrics)/index\\.ts$" },
      to: { path: "node_modules/(@grafana|ajv|commander)/", reachable: true },
    },
    {
      name: "no-development-packages",
      comment: "Whoever installs the package gets its dependencies, not what it is built and tested with.",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev"] },
    },
    {
      name: "no-unlisted-packages",
      comment: "A package that package.json doesn't list is there by chance.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown"] },
    },
    {
      name: "source-stands-alone",
      comment: "The package is src alone: scripts and tests don't go along.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(build|bench|test|examples|exporter)/" },
    },
    {
      name: "no-cycles",
      comment: "Files that import each other, if only for types, can only be understood and moved together.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphans",
      comment: "A file that nothing imports, and that is no way in, is forgotten.",
      severity: "error",
      from: {
        orphan: true,
        path: "^src/",
        // Types alone leave no trace once they are compiled, so a file of types is reached by its name only.
        pathNot: "\\.d\\.ts$",
      },
      to: {},
    },
    {
      name: "no-unresolvable",
      comment: "An import that leads nowhere fails when it is loaded.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // An import of types alone is knowledge, too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: ["node_modules", "^dist/"] },
    // What the tests use stands in the root's package.json, for the exporter's tests as well.
    combinedDependencies: true,
    // Projects of their own, which are resolved where they are installed, and the exporter's bundle.
    exclude: { path: "^(test/package/(consumer|type-errors)|exporter/dist)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
