/** What panels show for the values of labels: titles of the lab, colors of zones, words for technical names. */
import { showLabelValues, type JsonObject, type LabelNames } from "../grafana/index.js";
import { aggregateClient, clientLabel, withoutProvider, type Lab } from "../lab/index.js";
import { classColors, stateColors, zoneColors } from "./tokens.js";

type Titled = readonly { readonly name: string; readonly title: string }[];

/** The labels that hold the name of a zone. */
const zoneLabels = ["zone", "client_zone", "network_zone", "source_zone", "destination_zone", "zone_name"] as const;

const serviceLabels = ["service", "source_service", "destination_service", "backend", "route"] as const;

const metricWords = {
  adguard_dns_queries_total: "DNS queries",
  traefik_requests_total: "Requests",
  zone_traffic_bytes_total: "Zone traffic",
};

const sourceWords = {
  "access-log": "Traefik's access log",
  "query-log": "AdGuard Home's query log",
  "adguard-api": "AdGuard Home's API",
  probe: "Probes",
};

/** Reasons why the exporter refused a line. */
const reasonWords = {
  "too-long": "too long",
  encoding: "not UTF-8",
  "too-deep": "nested too deep",
  "not-json": "not JSON",
  "traefik-1": "of Traefik 1",
  incomplete: "a field is missing",
  implausible: "an impossible value",
  characters: "a name with control characters",
  answer: "not a DNS message",
};

/** Shows titles of the lab, colors of zones and words for technical names in a finished panel. */
export function showTitles(lab: Lab): (panel: JsonObject) => JsonObject {
  const zones = zoneNames(lab.zones);
  const services = names([...backends(lab), ...routedParts(lab, ""), ...lab.services]);
  const resolvers = names(lab.resolvers);
  const parts = names([...lab.infrastructure, ...routedParts(lab, " through Traefik")]);
  const entities = new Map([...services, ...parts, ...resolvers, ...zones]);
  const jobs = names(lab.infrastructure.flatMap(({ job, title }) => (job === undefined ? [] : [{ name: job, title }])));
  const common = new Map<string, LabelNames>([
    ...zoneLabels.map((label) => [label, { values: zones }] as const),
    ...serviceLabels.map((label) => [label, { values: services }] as const),
    // Beside a host it is the name of a certificate.
    ["name", { values: entities, isMeant: (others) => !others.includes("host") }],
    ["destination", { values: entities }],
    ["target", { values: names(lab.infrastructure) }],
    ["job", { values: jobs }],
    ["client_ip", { values: clientNames(lab), leftOut: "id:" }],
    ["upstream", { values: resolvers }],
    ["resolution_source", { values: resolvers }],
    ...["server", "url"].map((label) => [label, { values: new Map(), leftOut: "https?:\\/\\/" }] as const),
    ["metric_name", words(metricWords)],
    // Elsewhere it is the reason for blocking a query.
    ["reason", { ...words(reasonWords), isMeant: (others) => others.includes("source") }],
    ["class", { values: classColors }],
    ["state", { values: stateColors }],
  ]);
  return showLabelValues({
    // In legends `source` is a source of the exporter; in columns, where an anomaly comes from.
    legends: new Map([...common, ["source", words(sourceWords)]]),
    columns: new Map([...common, ["source", { values: entities }]]),
  });
}

type Names = LabelNames["values"];

/** So many of a kind have their titles: each stands in a panel, and a lab may have 10,000 clients. */
const maxTitles = 200;

const names = (list: Titled): Names =>
  new Map(list.slice(0, maxTitles).map(({ name, title }) => [name, { text: title }]));

const words = (texts: Readonly<Record<string, string>>): LabelNames => ({
  values: new Map(Object.entries(texts).map(([value, text]) => [value, { text }])),
});

function zoneNames(zones: Lab["zones"]): Names {
  const titles = names(zones);
  return new Map([...zoneColors(zones)].map(([name, color]) => [name, { ...titles.get(name), color }]));
}

/** A backend of several has its own name beside the title of its service. */
const backends = ({ services }: Lab): Titled =>
  services.flatMap(({ title, backends: list }) =>
    list.map(({ name }) => ({ name, title: list.length === 1 ? title : `${title} (${withoutProvider(name)})` })),
  );

/** Parts of the infrastructure under the names of the services that lead to them. */
const routedParts = ({ infrastructure }: Lab, more: string): Titled =>
  infrastructure.flatMap(({ service, title }) =>
    service === undefined ? [] : [{ name: service, title: title + more }],
  );

/** A title for each client with one; its address beside it is what links and filters use. */
const clientNames = ({ clients, zones }: Lab): Names =>
  new Map([
    ...names(
      clients.flatMap((client) => {
        const name = clientLabel(client);
        return name === undefined ? [] : [{ name, title: client.title }];
      }),
    ),
    ...names(zones.map(({ name, title }) => ({ name: aggregateClient(name), title: `others in ${title}` }))),
  ]);
