import type { Lab } from "../lab/index.js";
import { customVariable, datasourceVariable, queryResult, queryValue, queryVariable } from "../grafana/index.js";
import {
  backendOptions,
  clientOptions,
  domainOptions,
  instanceOptions,
  serviceOptions,
  zoneOptions,
} from "../queries/variable-options.js";
import { graphLookbackSeconds, type ClientName } from "../queries/index.js";
import { dashboardScope, variables } from "./scope.js";

/** The Prometheus data source; the default is the one that is provisioned with the dashboards. */
export const datasource = (lab: Lab) => datasourceVariable({ name: lab.datasource.name, uid: lab.datasource.uid });

/** The zone of the client. */
export const zone = (lab: Lab) =>
  queryVariable({
    variable: variables.zone,
    label: "Zone",
    description: "Zone from which requests and queries came.",
    query: queryResult(zoneOptions(dashboardScope(lab)), "zone"),
  });

/** The clients of the chosen zones. */
export const client = (lab: Lab) =>
  queryVariable({
    variable: variables.client,
    label: "Client",
    description: "Client of the chosen zones that asked.",
    query: queryResult(clientOptions(dashboardScope(lab, "zone")), "client_ip"),
    sort: "natural",
  });

/** Whether tables name a client by its title or by its address: the value is the label with the text. */
export const clientName = () =>
  customVariable({
    variable: variables.client_name,
    label: "Clients by",
    description: "Name of a client in tables: its title in the lab or in AdGuard Home, or its address.",
    values: { Title: "title", Address: "address" } satisfies Readonly<Record<string, ClientName>>,
  });

/** The domains of the chosen zones and clients. */
export const domain = (lab: Lab) =>
  queryVariable({
    variable: variables.domain,
    label: "Domain",
    description: "Domain for which the chosen zones and clients asked; the 200 busiest.",
    query: queryResult(domainOptions(dashboardScope(lab, "zone", "client")), "domain"),
  });

export const service = (lab: Lab) =>
  queryVariable({
    variable: variables.service,
    label: "Service",
    description: "Service behind Traefik.",
    query: queryResult(serviceOptions(dashboardScope(lab)), "service"),
  });

export const instance = (lab: Lab) =>
  queryVariable({
    variable: variables.instance,
    label: "Host",
    description: "Host that node exporter measures.",
    query: queryResult(instanceOptions(dashboardScope(lab), nodeExporterJob(lab)), "instance"),
  });

/**
 * The backends of the chosen services, for metrics with no other label. Hidden, and “All” means the listed values:
 * `.*` would not follow the choice of services.
 */
export const backend = (lab: Lab) =>
  queryVariable({
    variable: variables.backend,
    label: "Backend",
    description: "Backends of the chosen services.",
    query: queryResult(backendOptions(dashboardScope(lab), variables.service), "backend"),
    all: "listed",
    hidden: true,
  });

/** The window of clients and domains in graphs: the range, at most 6 hours. Hidden, since its value is in seconds. */
export const graphLookback = () =>
  queryVariable({
    variable: variables.graph_seconds,
    label: "Graphs look back",
    description: "Seconds that graphs look back for clients and domains: the range, at most 6 hours.",
    query: queryValue(graphLookbackSeconds()),
    multi: false,
    all: "none",
    hidden: true,
  });

function nodeExporterJob(lab: Lab): string | undefined {
  return lab.infrastructure.find(({ name }) => name === "node-exporter")?.job;
}
