/**
 * Allowed imports between the folders of src and of exporter/src. Data flows in one direction, from lab and metrics to
 * queries, panels, dashboards and files. A folder imports only folders before it in that flow, so that it can be
 * understood, tested and used without the later ones. Only imports that the code really has are allowed.
 */

const rooms = [
  "lab",
  "metrics",
  "promql",
  "queries",
  "grafana",
  "panels",
  "dashboards",
  "rules",
  "provisioning",
  "check",
  "cli",
];

/** The folders that each folder may import besides itself. */
const allowed = {
  lab: {
    rooms: [],
    why: "The lab describes a network. The exporter imports it without PromQL and Grafana.",
  },
  metrics: {
    rooms: [],
    why: "The definitions of metrics are data. They depend neither on queries nor on a lab.",
  },
  promql: {
    rooms: [],
    why: "Expressions are generic over a registry of metrics, and name no metric and no lab.",
  },
  queries: {
    rooms: ["lab", "metrics", "promql"],
    why: "A query doesn't depend on the panel that draws its result.",
  },
  grafana: {
    rooms: ["promql"],
    why: "The boundary to Grafana's SDK prints expressions, and depends on no lab, metric or query.",
  },
  panels: {
    rooms: ["lab", "promql", "queries", "grafana"],
    why: "A panel draws the result of a query. It doesn't depend on its dashboard.",
  },
  dashboards: {
    rooms: ["lab", "promql", "queries", "grafana", "panels"],
    why: "A dashboard consists of panels. It doesn't depend on the files that are written.",
  },
  rules: {
    rooms: ["lab", "promql", "queries"],
    why: "A rule records the result of a query. It depends on no panel and no file.",
  },
  provisioning: {
    rooms: ["lab"],
    why: "Provisioning writes files. It depends neither on the content of a dashboard nor on its check.",
  },
  check: {
    rooms: [],
    why: "The check reads finished files and shares no code with their builders, so that it can catch their errors.",
  },
};

const oneOf = (names) => `^src/(${names.join("|")})/`;

/** Files that every folder may import. */
const shared = "^src/(printable|regular-file|suggestion)\\.ts$";

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
    why: "The registry keeps and prints series. It doesn't depend on their meaning.",
  },
  aggregator: {
    rooms: ["network", "registry"],
    why: "The effect of events on series depends only on the events, so that they can be read again from any source.",
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
  cli: {
    rooms: ["service", "settings"],
    why: "The command reads the settings and starts the service.",
  },
};

const exporterRoom = (names) => `^exporter/src/(${names.join("|")})/`;

const exporterLayers = [
  ...Object.entries(exporterRooms).map(([room, { rooms: others, why }]) => ({
    name: `exporter-${room}`,
    comment: why,
    severity: "error",
    from: { path: exporterRoom([room]) },
    // Files outside of the folders are shared: events, the interface of a source, the log.
    to: { path: "^exporter/src/[^/]+/", pathNot: exporterRoom([room, ...others]) },
  })),
  {
    name: "exporter-shared",
    comment: "A file that all folders use imports none of them.",
    severity: "error",
    from: { path: "^exporter/src/[^/]+\\.ts$" },
    to: { path: "^exporter/src/[^/]+/" },
  },
  {
    name: "exporter-uses-the-package",
    comment: "The exporter imports the library by its package name, and only its light entry points.",
    severity: "error",
    from: { path: "^exporter/src/" },
    to: { path: "^(src|dist|build|bench|test)/", pathNot: "^dist/(lab|metrics)/index\\.(js|d\\.ts)$" },
  },
  {
    name: "exporter-packages",
    comment: "Packages of the exporter are bundled and stay in memory, so that each one is listed here on purpose.",
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
      name: "shared-files-are-leaves",
      comment: "The shared files import no folder, so that every folder may import them.",
      severity: "error",
      from: { path: shared },
      to: { path: "^src/" },
    },
    {
      name: "entry-joins-rooms",
      comment: "src/index.ts joins the folders of the library. The command is a user of it, not a part.",
      severity: "error",
      from: { path: "^src/index\\.ts$" },
      to: { path: "^src/", pathNot: `^src/(${rooms.filter((room) => room !== "cli").join("|")})/index\\.ts$` },
    },
    {
      name: "command-is-a-user",
      comment: "The command calls the library by its public entry points, so that users can do the same.",
      severity: "error",
      from: { path: "^src/cli/" },
      to: { path: "^src/", pathNot: ["^src/cli/", "^src/index\\.ts$", "^src/[^/]+/index\\.ts$", shared] },
    },
    {
      name: "sdk-at-the-boundary",
      comment: "Grafana's SDK has loose types and loads slowly. Panels are its builders; all others use src/grafana.",
      severity: "error",
      from: { path: "^src/", pathNot: oneOf(["grafana", "panels"]) },
      to: { path: "node_modules/@grafana/" },
    },
    {
      name: "light-lab-and-metrics",
      comment:
        "An exporter that imports ./lab or ./metrics must not load Grafana's SDK, Ajv or the parser of the command.",
      severity: "error",
      from: { path: "^src/(lab|metrics)/index\\.ts$" },
      to: { path: "node_modules/(@grafana|ajv|commander)/", reachable: true },
    },
    {
      name: "no-development-packages",
      comment: "An installed package has its dependencies, but not its development dependencies.",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev"] },
    },
    {
      name: "no-unlisted-packages",
      comment: "A package that package.json doesn't list may be missing in another installation.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown"] },
    },
    {
      name: "source-stands-alone",
      comment: "The package consists of src alone, without scripts and tests.",
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
      comment: "A file that nothing imports, and that is no entry point, is unused.",
      severity: "error",
      from: {
        orphan: true,
        path: "^src/",
        // Imports of a declaration file are not resolved to it.
        pathNot: "\\.d\\.ts$",
      },
      to: {},
    },
    {
      name: "no-unresolvable",
      comment: "An import of a missing file fails at run time.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // A type-only import is a dependency, too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: ["node_modules", "^dist/"] },
    // The package.json of the root lists the dependencies of all tests, those of the exporter included.
    combinedDependencies: true,
    // Projects whose imports are resolved where they are installed, and the exporter's bundle.
    exclude: { path: "^(test/package/(consumer|type-errors)|exporter/dist)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
