import { checkFiles, type CheckedFile, type Finding } from "../../src/check/index.js";

type Json = Readonly<Record<string, unknown>>;

export const datasource = { type: "prometheus", uid: "${datasource}" };

export const target = {
  refId: "A",
  expr: "sum(rate(traefik_requests_total{service=~`${service:regex}`}[$__rate_interval]))",
  datasource,
  instant: false,
  range: true,
  format: "time_series",
  legendFormat: "{{service}}",
  exemplar: false,
  editorMode: "code",
};

const legend = { showLegend: true, displayMode: "table", placement: "right", calcs: ["mean", "p95"] };
const tooltip = { mode: "multi", sort: "desc" };
const nothing = { defaults: { unit: "reqps", noValue: "no data" }, overrides: [] };

/** A panel of each type with all required keys and many options. */
const byType = {
  row: { type: "row", title: "Host", collapsed: true, panels: [] },
  text: { type: "text", title: "Read me", options: { mode: "markdown", content: "**Hello**" } },
  stat: {
    type: "stat",
    options: {
      reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
      graphMode: "none",
      textMode: "auto",
    },
    fieldConfig: nothing,
  },
  timeseries: {
    type: "timeseries",
    options: { legend, tooltip },
    fieldConfig: {
      defaults: {
        ...nothing.defaults,
        custom: { drawStyle: "line", lineWidth: 1, spanNulls: 60_000, stacking: { mode: "normal", group: "A" } },
        thresholds: {
          mode: "absolute",
          steps: [
            { value: null, color: "green" },
            { value: 0.5, color: "#d55e00" },
          ],
        },
        mappings: [{ type: "special", options: { match: "null+nan", result: { text: "no data" } } }],
        links: [{ title: "Service", url: "/d/homelab-services?var-service=${__field.labels.service:percentencode}" }],
      },
      overrides: [
        {
          matcher: { id: "byName", options: "total" },
          properties: [
            { id: "unit", value: "suffix: per hour" },
            { id: "custom.lineStyle", value: { fill: "dash", dash: [10, 10] } },
          ],
        },
      ],
    },
  },
  table: {
    type: "table",
    options: {
      showHeader: true,
      cellHeight: "sm",
      enablePagination: true,
      sortBy: [{ displayName: "Rate", desc: true }],
    },
    transformations: [
      { id: "labelsToFields", options: { mode: "columns" } },
      { id: "merge", options: {} },
      { id: "organize", filter: { id: "byRefId", options: "A" }, options: { renameByName: { service: "Service" } } },
    ],
    fieldConfig: {
      defaults: { noValue: "no data", custom: { align: "auto", cellOptions: { type: "auto" } } },
      overrides: [
        {
          matcher: { id: "byRegexp", options: "/Rate/" },
          properties: [
            { id: "custom.cellOptions", value: { type: "color-background", mode: "basic" } },
            { id: "custom.footer.reducers", value: ["sum"] },
          ],
        },
      ],
    },
  },
  heatmap: {
    type: "heatmap",
    options: { color: { mode: "scheme", scheme: "Blues", steps: 64 }, yAxis: { unit: "s" }, showValue: "never" },
    fieldConfig: nothing,
  },
  bargauge: {
    type: "bargauge",
    options: { reduceOptions: { calcs: ["lastNotNull"] }, displayMode: "basic", valueMode: "text" },
    fieldConfig: nothing,
  },
  "state-timeline": {
    type: "state-timeline",
    options: { mergeValues: true, rowHeight: 0.8, legend, tooltip },
    fieldConfig: { defaults: { ...nothing.defaults, custom: { fillOpacity: 70, lineWidth: 0 } }, overrides: [] },
  },
  canvas: {
    type: "canvas",
    options: {
      inlineEditing: false,
      showAdvancedTypes: true,
      panZoom: false,
      zoomToContent: false,
      tooltip: { mode: "single", disableForOneClick: true },
      root: {
        name: "canvas",
        type: "frame",
        elements: [
          {
            name: "zone trusted",
            type: "rectangle",
            constraint: { horizontal: "scale", vertical: "scale" },
            placement: { left: 1, right: 60, top: 1, bottom: 1, rotation: 0 },
            background: { color: { fixed: "#0072b21a" } },
            border: { color: { fixed: "#0072b2" }, width: 2, radius: 6 },
            config: {
              text: { mode: "field", fixed: "no data", field: "asked\ntrusted" },
              size: 14,
              color: { fixed: "text" },
              align: "left",
              valign: "top",
            },
            links: [{ title: "Service", url: "/d/homelab-services?var-service=x", targetBlank: false, oneClick: true }],
            connections: [
              {
                targetName: "zone trusted",
                source: { x: 0, y: 1 },
                target: { x: 0, y: -1 },
                path: "straight",
                color: { fixed: "#8e8e8e", field: "failures" },
                size: { fixed: 1, field: "width", min: 1, max: 9 },
                direction: { mode: "field", fixed: "none", field: "direction" },
                lineStyle: { style: "dashed", animate: true },
              },
            ],
          },
        ],
      },
    },
    fieldConfig: nothing,
  },
  geomap: {
    type: "geomap",
    options: {
      basemap: { type: "carto", name: "Ground", config: { theme: "auto" } },
      controls: { showZoom: true },
      layers: [
        {
          type: "markers",
          name: "Zones",
          location: { mode: "coords", latitude: "Latitude", longitude: "Longitude" },
          config: { showLegend: false, style: { size: { fixed: 5, field: "Rate", min: 2, max: 15 } } },
        },
      ],
      tooltip: { mode: "details" },
      view: { id: "fit", allLayers: true },
    },
    fieldConfig: nothing,
  },
  nodeGraph: {
    type: "nodeGraph",
    options: {
      nodes: {
        mainStatUnit: "req/s",
        secondaryStatUnit: "% failed",
        arcs: [{ field: "arc__failed", color: "#d55e00" }],
      },
      edges: { mainStatUnit: "req/s" },
      layoutAlgorithm: "layered",
      zoomMode: "cooperative",
    },
    transformations: [
      {
        id: "filterByValue",
        options: {
          type: "include",
          match: "all",
          filters: [{ fieldName: "present", config: { id: "isNotNull", options: {} } }],
        },
      },
    ],
    fieldConfig: {
      defaults: {},
      overrides: [
        {
          matcher: { id: "byName", options: "title" },
          properties: [{ id: "links", value: [{ title: "Open", url: "/d/homelab-services" }] }],
        },
      ],
    },
  },
} as const satisfies Readonly<Record<string, Json>>;

export type PanelType = keyof typeof byType;
export const panelTypes: readonly PanelType[] = [
  "row",
  "text",
  "stat",
  "timeseries",
  "table",
  "heatmap",
  "bargauge",
  "state-timeline",
  "canvas",
  "geomap",
  "nodeGraph",
];

/** A valid panel, placed by its id so that no two of one dashboard overlap. */
export const panel = (type: PanelType, id = 1, changes: Json = {}): Json => ({
  id,
  gridPos: { x: 0, y: id * 8, w: 24, h: type === "row" ? 1 : 8 },
  ...(type === "row" || type === "text"
    ? {}
    : { title: `Panel ${id}`, description: "What it shows.", datasource, targets: [target] }),
  ...byType[type],
  ...changes,
});

export const variables: readonly Json[] = [
  {
    type: "datasource",
    name: "datasource",
    query: "prometheus",
    current: { text: "Prometheus", value: "homelab-prometheus" },
  },
  {
    type: "query",
    name: "service",
    datasource,
    query: { query: "label_values(traefik_requests_total, service)", qryType: 1, refId: "service" },
    refresh: 2,
    multi: true,
    includeAll: true,
    allValue: ".*",
    current: { text: ["All"], value: ["$__all"] },
  },
];

/** A valid dashboard with a panel of each type. */
export const dashboard = (changes: Json = {}): Json => ({
  uid: "homelab-services",
  title: "Service Performance",
  tags: ["homelab"],
  schemaVersion: 42,
  editable: false,
  timezone: "browser",
  graphTooltip: 1,
  refresh: "1m",
  time: { from: "now-6h", to: "now" },
  links: [
    { type: "dashboards", title: "Dashboards", tags: ["homelab"], asDropdown: true, includeVars: true, keepTime: true },
  ],
  annotations: {
    list: [{ name: "Reload", datasource, enable: true, iconColor: "blue", target, titleFormat: "Reload" }],
  },
  templating: { list: variables },
  panels: panelTypes.map((type, index) => panel(type, index + 1)),
  ...changes,
});

export const datasourceYaml = `apiVersion: 1
datasources:
  - name: Prometheus
    uid: homelab-prometheus
    type: prometheus
    access: proxy
    url: https://prometheus:9090
    isDefault: true
    editable: false
    jsonData:
      httpMethod: POST
      tlsAuth: true
      tlsAuthWithCACert: true
      serverName: prometheus.lab
      timeInterval: 30s
    secureJsonData:
      tlsCACert: $__file{/etc/grafana/certs/root-ca.crt}
      tlsClientCert: \${TLS_CERTIFICATE}
      tlsClientKey: $TLS_KEY
`;

export const providerYaml = `apiVersion: 1
providers:
  - name: homelab
    type: file
    folder: Homelab
    folderUid: homelab
    options:
      path: /etc/grafana/provisioning/dashboards/homelab
`;

/** A file of the tree that holds a dashboard. */
export const file = (value: unknown, name = "homelab-services"): CheckedFile => ({
  path: `grafana/dashboards/homelab/${name}.json`,
  content: JSON.stringify(value),
});

export const datasourceFile = (content = datasourceYaml): CheckedFile => ({
  path: "grafana/datasources/prometheus.yml",
  content,
});

export const providerFile = (content = providerYaml): CheckedFile => ({
  path: "grafana/dashboards/homelab.yml",
  content,
});

/** A file that somebody else wrote. */
export const foreign = (file: CheckedFile): CheckedFile => ({ ...file, foreign: true });

/** A dashboard that somebody else wrote. */
export const foreignDashboard = (value: unknown, name = "own/theirs"): CheckedFile =>
  foreign({ path: `grafana/dashboards/${name}.json`, content: JSON.stringify(value) });

/** A YAML file that somebody else wrote. */
export const foreignYaml = (path: string, content: string): CheckedFile =>
  foreign({ path: `grafana/${path}`, content });

/** A tree without findings. */
export const goodTree = (): readonly CheckedFile[] => [file(dashboard()), datasourceFile(), providerFile()];

/** The findings of one rule: path, message and fix. */
export const findingsOf = (rule: string, ...files: readonly CheckedFile[]): readonly Finding[] =>
  checkFiles(files).filter((finding) => finding.rule === rule);
